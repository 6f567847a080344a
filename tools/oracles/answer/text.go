package main

import (
	"encoding/json"

	"github.com/Masterminds/semver/v3"
	"github.com/fluxcd/pkg/envsubst"
	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	"helm.sh/helm/v4/pkg/strvals"
)

func answerSemver(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Constraint string   `json:"constraint"`
		Versions   []string `json:"versions"`
	}](raw)
	found := map[string]any{}
	constraint, err := semver.NewConstraint(asked.Constraint)
	if err != nil {
		found["constraint"] = failure{err.Error()}
	} else {
		found["constraint"] = constraint.String()
	}
	versions := []any{}
	for _, text := range asked.Versions {
		versions = append(versions, map[string]any{"loose": loose(constraint, text), "strict": strict(text)})
	}
	found["versions"] = versions
	return found, nil
}

func strict(text string) any {
	version, err := semver.StrictNewVersion(text)
	if err != nil {
		return failure{err.Error()}
	}
	return version.String()
}

func loose(constraint *semver.Constraints, text string) any {
	version, err := semver.NewVersion(text)
	if err != nil {
		return failure{err.Error()}
	}
	found := map[string]any{"text": version.String()}
	if constraint != nil {
		messages := []string{}
		_, faults := constraint.Validate(version)
		for _, fault := range faults {
			messages = append(messages, fault.Error())
		}
		found["ok"], found["messages"] = constraint.Check(version), messages
	}
	return found
}

func answerEnvsubst(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Text      string            `json:"text"`
		Variables map[string]string `json:"variables"`
		Strict    bool              `json:"strict"`
	}](raw)
	return attempt(envsubst.Eval(asked.Text, func(name string) (string, bool) {
		value, found := asked.Variables[name]
		return value, found || !asked.Strict
	})), nil
}

func answerJSONPatch(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Document string  `json:"document"`
		Patch    *string `json:"patch"`
		Merge    *string `json:"merge"`
	}](raw)
	if asked.Merge != nil {
		return written(jsonpatch.MergePatch([]byte(asked.Document), []byte(*asked.Merge))), nil
	}
	patch, err := jsonpatch.DecodePatch([]byte(*asked.Patch))
	if err != nil {
		return nil, err
	}
	return written(patch.Apply([]byte(asked.Document))), nil
}

func answerStrvals(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Flag  string         `json:"flag"`
		Lines []string       `json:"lines"`
		Base  map[string]any `json:"base"`
	}](raw)
	parse := map[string]func(string, map[string]any) error{
		"set": strvals.ParseInto, "set-string": strvals.ParseIntoString, "set-json": strvals.ParseJSON, "set-literal": strvals.ParseLiteralInto,
	}[asked.Flag]
	for _, line := range asked.Lines {
		if err := parse(line, asked.Base); err != nil {
			return nil, err
		}
	}
	return tagged(asked.Base), nil
}
