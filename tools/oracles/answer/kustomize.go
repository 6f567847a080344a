package main

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
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
	// The library keeps schemas: a case's own one needs a library that has none, and must not stay for the cases that follow.
	for _, text := range asked.Files {
		if strings.Contains(text, "openapi:") {
			openapi.ResetOpenAPI()
			defer openapi.ResetOpenAPI()
			break
		}
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, "/app")
	if err != nil {
		return nil, errors.New(pointers.ReplaceAllString(err.Error(), ""))
	}
	return written(built.AsYaml()), nil
}

func answerSelector(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Selector string            `json:"selector"`
		Labels   map[string]string `json:"labels"`
	}](raw)
	object := kyaml.MustParse("{kind: Any, metadata: {name: any}}")
	must(object.SetLabels(asked.Labels))
	return attempt(object.MatchesLabelSelector(asked.Selector)), nil
}
