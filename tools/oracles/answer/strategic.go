package main

import (
	"encoding/json"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

var strategicKinds = map[string]any{
	"ConfigMap":  corev1.ConfigMap{},
	"Deployment": appsv1.Deployment{},
	"Service":    corev1.Service{},
}

// What a strategic merge patch makes of an object.
func answerStrategic(raw json.RawMessage) (any, error) {
	var asked struct {
		Kind   string         `json:"kind"`
		Object map[string]any `json:"object"`
		Patch  map[string]any `json:"patch"`
	}
	if err := json.Unmarshal(raw, &asked); err != nil {
		return nil, err
	}
	kind, known := strategicKinds[asked.Kind]
	if !known {
		return nil, fmt.Errorf("no such kind: %s", asked.Kind)
	}
	return strategicpatch.StrategicMergeMapPatch(asked.Object, asked.Patch, kind)
}
