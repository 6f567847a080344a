package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/cli/values"
	"helm.sh/helm/v4/pkg/kube/fake"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"
)

// answerChart renders a whole chart as `helm template` does: plain documents, then hooks, then notes.
func answerChart(raw json.RawMessage) (any, error) {
	asked := decode[struct {
		Files  map[string]string `json:"files"`
		Values map[string]any    `json:"values"`
		Given  *givenValues      `json:"given"`
	}](raw)
	loaded, err := load(asked.Files)
	if err != nil {
		return nil, err
	}
	if asked.Given != nil {
		if asked.Values, err = asked.Given.merged(); err != nil {
			return nil, err
		}
	}
	found, err := install().Run(loaded, asked.Values)
	if err != nil {
		return nil, errors.New(strings.TrimRight(err.Error(), "\n"))
	}
	rendered := found.(*release.Release)
	var out strings.Builder
	fmt.Fprintln(&out, strings.TrimSpace(rendered.Manifest))
	for _, hook := range rendered.Hooks {
		fmt.Fprintf(&out, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
	}
	return map[string]any{"manifest": out.String(), "notes": rendered.Info.Notes}, nil
}

// givenValues are values as flags give them.
type givenValues struct {
	Files      []string `json:"files"`
	Set        []string `json:"set"`
	SetString  []string `json:"setString"`
	SetJSON    []string `json:"setJson"`
	SetLiteral []string `json:"setLiteral"`
}

func (given *givenValues) merged() (map[string]any, error) {
	folder := must1(os.MkdirTemp("", "values"))
	defer os.RemoveAll(folder)
	options := values.Options{Values: given.Set, StringValues: given.SetString, JSONValues: given.SetJSON, LiteralValues: given.SetLiteral}
	for i, text := range given.Files {
		path := filepath.Join(folder, fmt.Sprintf("%d.yaml", i))
		must(os.WriteFile(path, []byte(text), 0o644))
		options.ValueFiles = append(options.ValueFiles, path)
	}
	found, err := options.MergeValues(nil)
	if err != nil {
		return nil, errors.New(strings.ReplaceAll(err.Error(), folder+"/", ""))
	}
	return found, nil
}

// load reads the files as those of an archive, or as those of a folder where rules leave some out.
func load(files map[string]string) (*chart.Chart, error) {
	rules := false
	for name := range files {
		rules = rules || strings.HasSuffix(name, ".helmignore")
	}
	if !rules {
		return loader.LoadFiles(buffered(files))
	}
	folder := must1(os.MkdirTemp("", "chart"))
	defer os.RemoveAll(folder)
	for name, text := range files {
		path := filepath.Join(folder, name)
		must(os.MkdirAll(filepath.Dir(path), 0o755))
		must(os.WriteFile(path, []byte(text), 0o644))
	}
	return loader.LoadDir(folder)
}

// buffered is the files in the order in which a folder is read.
func buffered(files map[string]string) []*archive.BufferedFile {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	var found []*archive.BufferedFile
	for _, name := range names {
		found = append(found, &archive.BufferedFile{Name: name, Data: []byte(files[name])})
	}
	return found
}

func install() *action.Install {
	config := action.NewConfiguration()
	config.Capabilities = common.DefaultCapabilities
	config.KubeClient = &fake.PrintingKubeClient{Out: io.Discard}
	config.Releases = storage.Init(driver.NewMemory())
	client := action.NewInstall(config)
	client.DryRunStrategy = action.DryRunClient
	client.ReleaseName, client.Namespace = "rel", "ns"
	client.Replace = true
	client.IncludeCRDs = true
	return client
}
