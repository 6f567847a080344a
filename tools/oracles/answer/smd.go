package main

import (
	"encoding/json"
	"sort"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/client-go/applyconfigurations"
	"k8s.io/client-go/kubernetes/scheme"
)

// Objects stay as they are: no version but their own, no defaults, no Go types.
type asTheyAre struct{}

func (asTheyAre) Convert(in, out, context any) error { return nil }

func (asTheyAre) ConvertToVersion(in runtime.Object, _ runtime.GroupVersioner) (runtime.Object, error) {
	return in, nil
}

func (asTheyAre) ConvertFieldLabel(_ schema.GroupVersionKind, label, value string) (string, string, error) {
	return label, value, nil
}

func (asTheyAre) Default(runtime.Object) {}

func (asTheyAre) New(kind schema.GroupVersionKind) (runtime.Object, error) {
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(kind)
	return object, nil
}

type smdCase struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	// Whether the kind has no schema.
	Deduced bool `json:"deduced"`
	Steps   []struct {
		Apply   bool           `json:"apply"`
		Force   bool           `json:"force"`
		Manager string         `json:"manager"`
		Object  map[string]any `json:"object"`
	} `json:"steps"`
}

// What the object is after each step, and who owns what of it.
func answerSMD(raw json.RawMessage) (any, error) {
	var asked smdCase
	if err := json.Unmarshal(raw, &asked); err != nil {
		return nil, err
	}
	kind := schema.FromAPIVersionAndKind(asked.APIVersion, asked.Kind)
	types := applyconfigurations.NewTypeConverter(scheme.Scheme)
	if asked.Deduced {
		types = managedfields.NewDeducedTypeConverter()
	}
	manager, err := managedfields.NewDefaultFieldManager(types, asTheyAre{}, asTheyAre{}, asTheyAre{}, kind, kind.GroupVersion(), "", nil)
	if err != nil {
		return nil, err
	}
	answers := []any{}
	var live runtime.Object
	for _, step := range asked.Steps {
		if live == nil {
			live, _ = asTheyAre{}.New(kind)
		}
		given := &unstructured.Unstructured{Object: withIntegers(step.Object).(map[string]any)}
		var next runtime.Object
		if step.Apply {
			next, err = manager.Apply(live.DeepCopyObject(), given, step.Manager, step.Force)
		} else {
			next, err = manager.Update(live.DeepCopyObject(), given, step.Manager)
		}
		if err != nil {
			answers = append(answers, failure{err.Error()})
			continue
		}
		object := next.(*unstructured.Unstructured)
		// Only what is stored has a uid, and only that is no new object.
		object.SetUID("1")
		live = object
		answers = append(answers, shownObject(object.DeepCopy()))
	}
	return answers, nil
}

// Without what every object has, and with the owners in an order that time has no part in.
func shownObject(object *unstructured.Unstructured) any {
	entries := object.GetManagedFields()
	owners := []map[string]any{}
	for _, entry := range entries {
		var fields any
		_ = json.Unmarshal(entry.FieldsV1.Raw, &fields)
		owners = append(owners, map[string]any{"manager": entry.Manager, "operation": string(entry.Operation), "fields": fields})
	}
	sort.Slice(owners, func(i, j int) bool {
		return owners[i]["operation"].(string)+owners[i]["manager"].(string) < owners[j]["operation"].(string)+owners[j]["manager"].(string)
	})
	object.SetManagedFields(nil)
	object.SetUID("")
	return map[string]any{"object": object.Object, "owners": owners}
}

// JSON numbers as the server reads them.
func withIntegers(value any) any {
	switch held := value.(type) {
	case map[string]any:
		for key, each := range held {
			held[key] = withIntegers(each)
		}
	case []any:
		for i, each := range held {
			held[i] = withIntegers(each)
		}
	case float64:
		if held == float64(int64(held)) {
			return int64(held)
		}
	}
	return value
}
