package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

func answerFmt(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Format string            `json:"format"`
		Args   []json.RawMessage `json:"args"`
	}](raw)
	return fmt.Sprintf(asked.Format, operands(asked.Args)...), nil
}

// limited refuses to grow beyond what an answer may have.
type limited struct{ text []byte }

func (l *limited) Write(part []byte) (int, error) {
	if len(l.text)+len(part) > maxAnswerBytes {
		return 0, errors.New("the output is too long")
	}
	l.text = append(l.text, part...)
	return len(part), nil
}

func answerTemplate(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Text       string          `json:"text"`
		Data       json.RawMessage `json:"data"`
		MissingKey string          `json:"missingKey"`
	}](raw)
	set := template.New("gotpl").Option("missingkey=" + asked.MissingKey).Funcs(sprig.TxtFuncMap())
	if _, err := set.New("t.yaml").Parse(asked.Text); err != nil {
		return nil, err
	}
	var out limited
	if err := set.ExecuteTemplate(&out, "t.yaml", operand(asked.Data)); err != nil {
		return nil, err
	}
	return string(out.text), nil
}
