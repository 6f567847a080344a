package main

import (
	"encoding/json"
	"math"
	"strings"
)

// answerJSON reads a text as one value, and as the first of several.
func answerJSON(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Text string `json:"text"`
	}](raw)
	var whole, first any
	wholeErr := json.Unmarshal([]byte(asked.Text), &whole)
	firstErr := json.NewDecoder(strings.NewReader(asked.Text)).Decode(&first)
	return map[string]any{"whole": attempt(signed(whole), wholeErr), "first": attempt(signed(first), firstErr)}, nil
}

// signed keeps -0 apart from 0.
func signed(value any) any {
	switch v := value.(type) {
	case float64:
		if v == 0 && math.Signbit(v) {
			return map[string]any{"float64": "-0"}
		}
	case map[string]any:
		for key, item := range v {
			v[key] = signed(item)
		}
	case []any:
		for i, item := range v {
			v[i] = signed(item)
		}
	}
	return value
}
