package main

import (
	"encoding/json"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// answerKustomize builds the root of files in memory, in the order of loading.
func answerKustomize(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Files map[string]string `json:"files"`
	}](raw)
	files := filesys.MakeFsInMemory()
	for path, text := range asked.Files {
		must(files.WriteFile("/"+path, []byte(text)))
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, "/")
	if err != nil {
		return nil, err
	}
	return written(built.AsYaml()), nil
}
