package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"
)

// What a Tiltfile asked for, in the order of asking.
type asked struct {
	Calls   []call           `json:"calls"`
	Objects []map[string]any `json:"objects"`
	// The resources that there are, by name: those of the Tiltfile and one for each workload.
	Resources map[string]resource `json:"resources"`
}

type call struct {
	Function  string         `json:"function"`
	Arguments map[string]any `json:"arguments"`
}

// One run of one Tiltfile. Not for several goroutines.
type run struct {
	kubeContext string
	helm        string
	environment pairs
	file        string
	arguments   []string
	asked       asked
	builtins    starlark.StringDict
	loaded      map[string]starlark.StringDict
	settings    map[string]string
}

// The dialect of tilt.
var dialect = &syntax.FileOptions{Set: true, TopLevelControl: true, GlobalReassign: true}

func newRun(kubeContext, helm string, environment pairs, file string, arguments []string) *run {
	r := &run{
		kubeContext: kubeContext, helm: helm, environment: environment, file: file,
		arguments: arguments, loaded: map[string]starlark.StringDict{}, settings: map[string]string{},
	}
	r.asked = asked{Calls: []call{}, Objects: []map[string]any{}, Resources: map[string]resource{}}
	r.builtins = starlark.StringDict{
		"TRIGGER_MODE_AUTO":   starlark.String("TRIGGER_MODE_AUTO"),
		"TRIGGER_MODE_MANUAL": starlark.String("TRIGGER_MODE_MANUAL"),
	}
	for name, parameters := range signatures {
		r.builtins[name] = r.writtenDown(name, parameters)
	}
	for name, parameters := range steps {
		r.builtins[name] = step(name, parameters)
	}
	r.addFunctions()
	return r
}

func (r *run) execute() error {
	_, err := starlark.ExecFileOptions(dialect, r.thread(r.file), r.file, nil, r.predeclared(r.file))
	return readable(err)
}

func (r *run) thread(name string) *starlark.Thread {
	return &starlark.Thread{
		Name:  name,
		Load:  func(_ *starlark.Thread, module string) (starlark.StringDict, error) { return r.load(module) },
		Print: func(_ *starlark.Thread, _ string) {},
	}
}

func (r *run) predeclared(file string) starlark.StringDict {
	all := starlark.StringDict{"__file__": starlark.String(file)}
	for name, value := range r.builtins {
		all[name] = value
	}
	return all
}

func (r *run) load(module string) (starlark.StringDict, error) {
	if strings.HasPrefix(module, "ext://") {
		functions, known := extensions[module]
		if !known {
			return nil, fmt.Errorf("the extension %s is not among those that this interpreter knows", module)
		}
		offered := starlark.StringDict{}
		for name, parameters := range functions {
			offered[name] = r.writtenDown(name, parameters)
		}
		return offered, nil
	}
	file := r.path(module)
	if globals, done := r.loaded[file]; done {
		return globals, nil
	}
	globals, err := starlark.ExecFileOptions(dialect, r.thread(file), file, nil, r.predeclared(file))
	if err != nil {
		return nil, readable(err)
	}
	r.loaded[file] = globals
	return globals, nil
}

// A path of the Tiltfile. Files that are loaded must lie beside it, for tilt takes their own folder.
func (r *run) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(filepath.Dir(r.file), name)
}

// A built-in that does nothing but be written down.
func (r *run) writtenDown(name string, parameters []string) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin,
		args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		arguments, err := named(b.Name(), parameters, args, kwargs)
		if err != nil {
			return nil, err
		}
		r.asked.Calls = append(r.asked.Calls, call{Function: name, Arguments: arguments})
		return starlark.None, nil
	})
}

func step(name string, parameters []string) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin,
		args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		arguments, err := named(b.Name(), parameters, args, kwargs)
		if err != nil {
			return nil, err
		}
		fields := starlark.StringDict{"step": starlark.String(name)}
		for parameter, value := range arguments {
			if fields[parameter], err = toStarlark(value); err != nil {
				return nil, err
			}
		}
		return starlarkstruct.FromStringDict(starlarkstruct.Default, fields), nil
	})
}

func readable(err error) error {
	var inFunction *starlark.EvalError
	if errors.As(err, &inFunction) {
		return errors.New(inFunction.Backtrace())
	}
	return err
}
