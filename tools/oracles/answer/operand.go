package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// operand reads a Go value from its form in a case: a pair of its type and its text or parts, or null.
func operand(raw json.RawMessage) any {
	var pair []json.RawMessage
	must(json.Unmarshal(raw, &pair))
	if pair == nil {
		return nil
	}
	kind, value := decode[string](pair[0]), pair[1]
	switch kind {
	case "list":
		return operands(decode[[]json.RawMessage](value))
	case "map":
		found := map[string]any{}
		for key, item := range decode[map[string]json.RawMessage](value) {
			found[key] = operand(item)
		}
		return found
	case "bool":
		return decode[bool](value)
	case "strings":
		return decode[[]string](value)
	case "stringMap":
		return decode[map[string]string](value)
	}
	return scalar(kind, decode[string](value))
}

func operands(raw []json.RawMessage) []any {
	found := make([]any, len(raw))
	for i, item := range raw {
		found[i] = operand(item)
	}
	return found
}

func scalar(kind, text string) any {
	switch kind {
	case "string":
		return text
	case "binary":
		return string(must1(base64.StdEncoding.DecodeString(text)))
	case "bytes":
		return must1(base64.StdEncoding.DecodeString(text))
	case "int":
		return must1(strconv.Atoi(text))
	case "int32":
		return int32(must1(strconv.ParseInt(text, 10, 32)))
	case "int64":
		return must1(strconv.ParseInt(text, 10, 64))
	case "uint8":
		return uint8(must1(strconv.ParseUint(text, 10, 8)))
	case "uint64":
		return must1(strconv.ParseUint(text, 10, 64))
	case "float64":
		return must1(strconv.ParseFloat(text, 64))
	case "duration":
		return must1(time.ParseDuration(text))
	case "error":
		return errors.New(text)
	}
	panic(fmt.Sprintf("there is no type %q", kind))
}

// tagged keeps integers apart from floats in an answer.
func tagged(value any) any {
	switch v := value.(type) {
	case int64:
		return map[string]any{"int64": strconv.FormatInt(v, 10)}
	case map[string]any:
		found := make(map[string]any, len(v))
		for key, item := range v {
			found[key] = tagged(item)
		}
		return found
	case []any:
		found := make([]any, len(v))
		for i, item := range v {
			found[i] = tagged(item)
		}
		return found
	}
	return value
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func must1[T any](value T, err error) T {
	must(err)
	return value
}
