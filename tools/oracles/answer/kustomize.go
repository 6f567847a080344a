package main

import (
	"encoding/json"
	"errors"
	"regexp"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// pointers is how some messages print nodes: their addresses say nothing.
var pointers = regexp.MustCompile(` &\{0x[0-9a-f]+ (<nil>|0x[0-9a-f]+)\}`)

// answerKustomize builds the folder /app of files in memory, in the order of loading.
func answerKustomize(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Files map[string]string `json:"files"`
	}](raw)
	files := filesys.MakeFsInMemory()
	for path, text := range asked.Files {
		must(files.WriteFile("/app/"+path, []byte(text)))
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, "/app")
	if err != nil {
		return nil, errors.New(pointers.ReplaceAllString(err.Error(), ""))
	}
	return written(built.AsYaml()), nil
}
