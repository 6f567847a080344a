// Answers for the libraries that eddy follows: one JSON line in, one JSON line out, in order.
//
//	{"area": "semver", "case": {...}}   becomes   {"answer": ...}   or   {"panic": "..."}
//
// An answer that is an error has the form {"error": "..."}. `npm run fuzz` builds and asks this program.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"runtime/debug"
)

// Bounds, so that one case cannot take the machine: of memory, of stack, and of one answer's text.
const (
	memoryBytes    = 1 << 30
	stackBytes     = 64 << 20
	maxAnswerBytes = 1 << 20
)

type question struct {
	Area string          `json:"area"`
	Case json.RawMessage `json:"case"`
}

type failure struct {
	Error string `json:"error"`
}

var areas = map[string]func(json.RawMessage) (any, error){
	"chart":      answerChart,
	"envsubst":   answerEnvsubst,
	"fmt":        answerFmt,
	"ignore":     answerIgnore,
	"json":       answerJSON,
	"jsonpatch":  answerJSONPatch,
	"jsonschema": answerJSONSchema,
	"kustomize":  answerKustomize,
	"regexp":     answerRegexp,
	"selector":   answerSelector,
	"semver":     answerSemver,
	"smd":        answerSMD,
	"strategic":  answerStrategic,
	"strvals":    answerStrvals,
	"template":   answerTemplate,
	"toml":       answerTOML,
	"values":     answerValues,
	"yaml":       answerYAML,
}

func main() {
	debug.SetMemoryLimit(memoryBytes)
	debug.SetMaxStack(stackBytes)
	// Warnings of the libraries belong to no answer.
	log.SetOutput(io.Discard)
	slog.SetDefault(slog.New(slog.DiscardHandler))

	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			out.Write(reply(line))
			out.WriteByte('\n')
			// A library that ends the process must not take the answers before it along.
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}

func reply(line []byte) (text []byte) {
	defer func() {
		if fault := recover(); fault != nil {
			text = encode(map[string]any{"panic": fmt.Sprint(fault)})
		}
	}()
	var asked question
	if err := json.Unmarshal(line, &asked); err != nil {
		panic(err)
	}
	answer, known := areas[asked.Area]
	if !known {
		panic("there is no area " + asked.Area)
	}
	found, err := answer(asked.Case)
	if err != nil {
		found = failure{err.Error()}
	}
	text = encode(map[string]any{"answer": found})
	if len(text) > maxAnswerBytes {
		return encode(map[string]any{"panic": "the answer is too long"})
	}
	return text
}

func encode(value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(text.Bytes())
}

// decode reads a case; one that cannot be read is a fault of the harness.
func decode[T any](raw json.RawMessage) T {
	var value T
	if err := json.Unmarshal(raw, &value); err != nil {
		panic(err)
	}
	return value
}

// attempt is the value, or the failure in its place: for answers of several parts.
func attempt(value any, err error) any {
	if err != nil {
		return failure{err.Error()}
	}
	return value
}
