package main

import (
	"bytes"
	"encoding/json"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	v2 "go.yaml.in/yaml/v2"
	v3 "go.yaml.in/yaml/v3"
	sigs "sigs.k8s.io/yaml"
)

// answerYAML reads a text with every library, or prints a value with every library.
func answerYAML(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Text  *string         `json:"text"`
		Value json.RawMessage `json:"value"`
	}](raw)
	if asked.Text == nil {
		return printed(decode[any](asked.Value)), nil
	}
	return read(*asked.Text), nil
}

func printed(value any) map[string]any {
	return map[string]any{
		"sigs":      written(sigs.Marshal(value)),
		"v2":        written(v2.Marshal(value)),
		"v3":        written(v3.Marshal(value)),
		"v3indent2": written(indented(value)),
	}
}

func indented(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := v3.NewEncoder(&text)
	encoder.SetIndent(2)
	err := encoder.Encode(value)
	return text.Bytes(), err
}

func read(text string) map[string]any {
	in := []byte(text)
	return map[string]any{
		"json":       guarded(func() ([]byte, error) { return sigs.YAMLToJSON(in) }),
		"jsonStrict": guarded(func() ([]byte, error) { return sigs.YAMLToJSONStrict(in) }),
		"sigs": guarded(func() ([]byte, error) {
			var value any
			if err := sigs.Unmarshal(in, &value); err != nil {
				return nil, err
			}
			return sigs.Marshal(value)
		}),
		"v2": guarded(func() ([]byte, error) {
			var value any
			if err := v2.Unmarshal(in, &value); err != nil {
				return nil, err
			}
			return v2.Marshal(value)
		}),
		"v3": guarded(func() ([]byte, error) {
			var value any
			if err := v3.Unmarshal(in, &value); err != nil {
				return nil, err
			}
			return v3.Marshal(value)
		}),
		"kyaml": guarded(func() ([]byte, error) {
			node, err := yaml.Parse(text)
			if err != nil {
				return nil, err
			}
			out, err := node.String()
			return []byte(out), err
		}),
	}
}

// guarded answers null where the library itself panics: there is nothing to compare with.
func guarded(step func() ([]byte, error)) (found any) {
	defer func() {
		if recover() != nil {
			found = nil
		}
	}()
	return written(step())
}

func written(text []byte, err error) any {
	return attempt(string(text), err)
}
