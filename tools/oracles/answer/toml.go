package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/BurntSushi/toml"
)

// answerTOML reads a text and prints what it holds again, or prints a value.
func answerTOML(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Text  *string         `json:"text"`
		Value json.RawMessage `json:"value"`
	}](raw)
	if asked.Text == nil {
		return map[string]any{"printed": printedTOML(operand(asked.Value))}, nil
	}
	found := map[string]any{}
	if err := toml.Unmarshal([]byte(*asked.Text), &found); err != nil {
		return nil, err
	}
	return map[string]any{"read": typed(found), "printed": printedTOML(found)}, nil
}

// printedTOML is the text, or the failure; a panic counts as one, because templates report it so.
func printedTOML(value any) (found any) {
	defer func() {
		if fault := recover(); fault != nil {
			found = failure{fmt.Sprint(fault)}
		}
	}()
	var out bytes.Buffer
	if err := toml.NewEncoder(&out).Encode(value); err != nil {
		return failure{err.Error()}
	}
	return out.String()
}

// typed keeps integers, times and lists of tables apart from floats, texts and lists.
func typed(value any) any {
	switch v := value.(type) {
	case int64:
		return map[string]any{"int64": strconv.FormatInt(v, 10)}
	case float64:
		if v == 0 && math.Signbit(v) {
			return map[string]any{"float64": "-0"}
		}
		return map[string]any{"float64": strconv.FormatFloat(v, 'g', -1, 64)}
	case time.Time:
		return map[string]any{"time": v.String()}
	case map[string]any:
		found := make(map[string]any, len(v))
		for key, item := range v {
			found[key] = typed(item)
		}
		return found
	case []map[string]any:
		found := []any{}
		for _, item := range v {
			found = append(found, typed(item))
		}
		return map[string]any{"tables": found}
	case []any:
		found := []any{}
		for _, item := range v {
			found = append(found, typed(item))
		}
		return found
	}
	return value
}
