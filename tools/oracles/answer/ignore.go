package main

import (
	"encoding/json"
	"strings"

	"github.com/fluxcd/pkg/sourceignore"
)

// answerIgnore says of each path whether the rules of some files leave it out.
func answerIgnore(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Files []struct {
			Folder string `json:"folder"`
			Text   string `json:"text"`
		} `json:"files"`
		Paths []string `json:"paths"`
	}](raw)
	patterns := sourceignore.ReadPatterns(strings.NewReader(""), nil)
	for _, file := range asked.Files {
		var domain []string
		if file.Folder != "" {
			domain = strings.Split(file.Folder, "/")
		}
		patterns = append(patterns, sourceignore.ReadPatterns(strings.NewReader(file.Text), domain)...)
	}
	matcher := sourceignore.NewMatcher(patterns)
	found := []bool{}
	for _, path := range asked.Paths {
		name, isFolder := strings.CutSuffix(path, "/")
		found = append(found, matcher.Match(strings.Split(name, "/"), isFolder))
	}
	return found, nil
}
