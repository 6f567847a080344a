package main

import (
	"encoding/json"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"helm.sh/helm/v4/pkg/chart/common/util"
)

type chartCase struct {
	Name   string         `json:"name"`
	Values map[string]any `json:"values"`
	Charts []chartCase    `json:"charts"`
}

func chartOf(asked chartCase) *chart.Chart {
	found := &chart.Chart{Metadata: &chart.Metadata{APIVersion: "v2", Name: asked.Name, Version: "1.0.0"}, Values: asked.Values}
	for _, sub := range asked.Charts {
		found.AddDependency(chartOf(sub))
	}
	return found
}

func answerValues(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Chart  chartCase      `json:"chart"`
		Values map[string]any `json:"values"`
	}](raw)
	return attempt(util.CoalesceValues(chartOf(asked.Chart), asked.Values)), nil
}
