// Command helm-render renders charts with Helm's own packages in one process, and says what each render cost.
//
// It takes the folder of the charts and the number of renders per chart as arguments, and reads chart paths from standard input, one per line.
// It answers one JSON line per chart: milliseconds of CPU time for loading it and for each render of the default values.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	release "helm.sh/helm/v4/pkg/release/v1"
)

type cost struct {
	Chart    string    `json:"chart"`
	LoadMs   float64   `json:"loadMs"`
	RenderMs []float64 `json:"renderMs"`
	Bytes    int       `json:"bytes"`
	Error    string    `json:"error,omitempty"`
}

func main() {
	log.SetOutput(io.Discard)
	slog.SetDefault(slog.New(slog.DiscardHandler))
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: helm-render FOLDER RENDERS"))
	}
	renders, err := strconv.Atoi(os.Args[2])
	if err != nil {
		fail(err)
	}
	out := json.NewEncoder(os.Stdout)
	charts := bufio.NewScanner(os.Stdin)
	for charts.Scan() {
		if err := out.Encode(measure(os.Args[1], charts.Text(), renders)); err != nil {
			fail(err)
		}
	}
	if err := charts.Err(); err != nil {
		fail(err)
	}
}

// measure loads a chart once and renders it a number of times. Helm changes what it renders, so each render gets a chart of its own.
func measure(folder, path string, renders int) cost {
	answer := cost{Chart: path}
	for i := 0; i < renders; i++ {
		start := cpuTime()
		chart, err := loader.LoadDir(filepath.Join(folder, path))
		if err != nil {
			answer.Error = err.Error()
			return answer
		}
		loaded := cpuTime()
		if i == 0 {
			answer.LoadMs = milliseconds(loaded - start)
		}
		install := action.NewInstall(new(action.Configuration))
		install.DryRunStrategy = action.DryRunClient
		install.ReleaseName = "myrel"
		install.Namespace = "demo"
		install.Replace = true
		rendered, err := install.Run(chart, map[string]any{})
		if err != nil {
			answer.Error = err.Error()
			return answer
		}
		answer.RenderMs = append(answer.RenderMs, milliseconds(cpuTime()-loaded))
		answer.Bytes = len(rendered.(*release.Release).Manifest)
	}
	return answer
}

// cpuTime is what this process used so far: a wall clock would count what else the machine does.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fail(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
