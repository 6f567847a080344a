package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Where Helm says that the schema of a chart's values lies.
const schemaURL = "file:///values.schema.json"

// What Helm fetches.
type elsewhere struct{}

func (elsewhere) Load(string) (any, error) { return nil, errors.New("it would be fetched") }

var english = message.NewPrinter(language.English)

// answerJSONSchema checks values as Helm does. Some faults come in the order of Go's maps: they are sorted here.
func answerJSONSchema(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Schema json.RawMessage `json:"schema"`
		Values []any           `json:"values"`
	}](raw)
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(asked.Schema))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(jsonschema.SchemeURLLoader{"file": jsonschema.FileLoader{}, "http": elsewhere{}, "https": elsewhere{}, "urn": elsewhere{}})
	if err := compiler.AddResource(schemaURL, schema); err != nil {
		return nil, err
	}
	validator, err := compiler.Compile(schemaURL)
	if err != nil {
		if invalid := new(jsonschema.SchemaValidationError); errors.As(err, &invalid) {
			lines := strings.Split(err.Error(), "\n")
			slices.Sort(lines)
			return nil, errors.New(strings.Join(lines, "\n"))
		}
		if what, _, isTwice := strings.Cut(err.Error(), " at "); isTwice && strings.HasPrefix(what, "duplicate") {
			return nil, errors.New(what)
		}
		return nil, err
	}
	found := []any{}
	for _, value := range asked.Values {
		found = append(found, attempt("valid", sorted(validator.Validate(value))))
	}
	return found, nil
}

// sorted is the same error with its causes, and the properties it names, in order.
func sorted(err error) error {
	var fault *jsonschema.ValidationError
	if errors.As(err, &fault) {
		faultKey(fault)
	}
	return err
}

func faultKey(fault *jsonschema.ValidationError) string {
	if additional, ok := fault.ErrorKind.(*kind.AdditionalProperties); ok {
		slices.Sort(additional.Properties)
	}
	keys := map[*jsonschema.ValidationError]string{}
	for _, cause := range fault.Causes {
		keys[cause] = faultKey(cause)
	}
	slices.SortStableFunc(fault.Causes, func(a, b *jsonschema.ValidationError) int { return strings.Compare(keys[a], keys[b]) })
	key := strings.Join(fault.InstanceLocation, "/") + "\x00" + fault.ErrorKind.LocalizedString(english)
	for _, cause := range fault.Causes {
		key += "\x01" + keys[cause]
	}
	return key
}
