// Command tiltfile runs a Tiltfile as tilt would, without a cluster and without doing anything: it
// prints, as JSON, what the Tiltfile asks for. What tilt refuses it refuses too, as far as it knows:
// unknown built-ins and arguments, workloads, objects and dependencies that there are not.
//
//	tiltfile -context kind-x -helm FILE -env NAME=VALUE TILTFILE [--flag=value ...]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A flag that may be given several times, as NAME=VALUE.
type pairs map[string]string

func (p pairs) String() string { return fmt.Sprint(map[string]string(p)) }

func (p pairs) Set(text string) error {
	name, value, found := strings.Cut(text, "=")
	if !found {
		return fmt.Errorf("%q is not NAME=VALUE", text)
	}
	p[name] = value
	return nil
}

func main() {
	environment := pairs{}
	kubeContext := flag.String("context", "kind-nodesentinel", "what k8s_context() says")
	helm := flag.String("helm", "helm", "the helm that helm() runs")
	flag.Var(environment, "env", "NAME=VALUE of the environment; there are no others")
	flag.Parse()
	if flag.NArg() < 1 {
		fmt.Fprintln(os.Stderr, "tiltfile: name a Tiltfile")
		os.Exit(2)
	}
	if err := print(*kubeContext, *helm, environment, flag.Arg(0), flag.Args()[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "tiltfile:", err)
		os.Exit(1)
	}
}

func print(kubeContext, helm string, environment pairs, file string, arguments []string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	run := newRun(kubeContext, helm, environment, file, arguments)
	if err := run.execute(); err != nil {
		return err
	}
	if err := run.assemble(); err != nil {
		return err
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	return encoder.Encode(run.asked)
}
