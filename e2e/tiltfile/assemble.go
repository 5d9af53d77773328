package main

import (
	"fmt"
	"slices"
	"strings"
)

// What tilt shows as one line and brings up as one.
type resource struct {
	Objects []string `json:"objects"`
	After   []string `json:"after"`
}

var workloads = []string{"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "ReplicaSet"}

// Puts objects into resources as tilt does: each workload is one of its name, and k8s_resource() gives
// them others, further objects and an order. Refuses names that nothing has.
func (r *run) assemble() error {
	taken := map[string]string{}
	for _, object := range r.asked.Objects {
		if slices.Contains(workloads, text(object["kind"])) {
			name := nameOf(object)
			r.asked.Resources[name] = resource{Objects: []string{identifier(object)}, After: []string{}}
			taken[identifier(object)] = name
		}
	}
	for _, one := range r.asked.Calls {
		a := one.Arguments
		switch one.Function {
		case "local_resource", "helm_resource":
			r.asked.Resources[text(a["name"])] = resource{Objects: []string{}, After: texts(a["resource_deps"])}
		case "helm_repo":
			name := text(a["name"])
			if a["resource_name"] != nil {
				name = text(a["resource_name"])
			}
			r.asked.Resources[name] = resource{Objects: []string{}, After: texts(a["resource_deps"])}
		case "k8s_resource":
			if err := r.group(a, taken); err != nil {
				return err
			}
		}
	}
	r.rest(taken)
	return r.ordered()
}

// What nothing names is brought up together, under a name of tilt's own.
func (r *run) rest(taken map[string]string) {
	rest := resource{Objects: []string{}, After: []string{}}
	for _, object := range r.asked.Objects {
		if _, already := taken[identifier(object)]; !already {
			rest.Objects = append(rest.Objects, identifier(object))
		}
	}
	if len(rest.Objects) > 0 {
		r.asked.Resources["uncategorized"] = rest
	}
}

func (r *run) group(a map[string]any, taken map[string]string) error {
	workload := text(a["workload"])
	name := text(a["new_name"])
	one, there := r.asked.Resources[workload]
	if workload != "" && !there {
		return fmt.Errorf("k8s_resource: there is no workload %s", workload)
	}
	if name == "" {
		name = workload
	}
	if name == "" {
		return fmt.Errorf("k8s_resource: neither workload nor new_name is given")
	}
	one.After = append(texts(a["resource_deps"]), one.After...)
	for _, wanted := range texts(a["objects"]) {
		found, err := r.object(wanted)
		if err != nil {
			return err
		}
		if other, already := taken[found]; already {
			return fmt.Errorf("k8s_resource: %s is in the resource %s already", found, other)
		}
		taken[found] = name
		one.Objects = append(one.Objects, found)
	}
	delete(r.asked.Resources, workload)
	r.asked.Resources[name] = one
	return nil
}

// The one object with this name, name:kind or name:kind:namespace.
func (r *run) object(wanted string) (string, error) {
	found := []string{}
	for _, object := range r.asked.Objects {
		full := identifier(object)
		if full == strings.ToLower(wanted) || strings.HasPrefix(full, strings.ToLower(wanted)+":") {
			found = append(found, full)
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%d objects are %s: %s", len(found), wanted, strings.Join(found, ", "))
	}
	return found[0], nil
}

// Every dependency is there, and none waits for itself.
func (r *run) ordered() error {
	done := map[string]bool{}
	for len(done) < len(r.asked.Resources) {
		before := len(done)
		for name, one := range r.asked.Resources {
			ready := true
			for _, dependency := range one.After {
				if _, there := r.asked.Resources[dependency]; !there {
					return fmt.Errorf("the resource %s waits for %s, which there is not", name, dependency)
				}
				ready = ready && done[dependency]
			}
			if ready {
				done[name] = true
			}
		}
		if len(done) == before {
			return fmt.Errorf("resources wait for each other; only %d of %d can begin", before, len(r.asked.Resources))
		}
	}
	return nil
}

func nameOf(object map[string]any) string {
	metadata, _ := object["metadata"].(map[string]any)
	return text(metadata["name"])
}

func identifier(object map[string]any) string {
	metadata, _ := object["metadata"].(map[string]any)
	namespace := text(metadata["namespace"])
	if namespace == "" {
		namespace = "default"
	}
	return strings.ToLower(text(metadata["name"]) + ":" + text(object["kind"]) + ":" + namespace)
}

func texts(value any) []string {
	all := []string{}
	for _, one := range items(value) {
		all = append(all, text(one))
	}
	return all
}
