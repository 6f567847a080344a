package main

import (
	"encoding/json"
	"regexp"
)

// answerRegexp is what the methods that templates reach say of a text.
func answerRegexp(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Pattern     string `json:"pattern"`
		Text        string `json:"text"`
		Replacement string `json:"replacement"`
		Limit       int    `json:"limit"`
	}](raw)
	compiled, err := regexp.Compile(asked.Pattern)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"match":   compiled.MatchString(asked.Text),
		"find":    compiled.FindString(asked.Text),
		"all":     compiled.FindAllString(asked.Text, asked.Limit),
		"replace": compiled.ReplaceAllString(asked.Text, asked.Replacement),
		"literal": compiled.ReplaceAllLiteralString(asked.Text, asked.Replacement),
		"split":   compiled.Split(asked.Text, asked.Limit),
		"quoted":  regexp.QuoteMeta(asked.Text),
	}, nil
}
