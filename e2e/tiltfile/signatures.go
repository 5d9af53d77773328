package main

// The parameters of the built-ins that are only written down, in the order of positional arguments.
// Those of Tilt's documentation; an argument that is not among them is an error, as it is in tilt.
var signatures = map[string][]string{
	"allow_k8s_contexts": {"contexts"},
	"custom_build": {"ref", "command", "deps", "tag", "disable_push", "skips_local_docker",
		"live_update", "match_in_env_vars", "ignore", "entrypoint", "container_args",
		"command_bat_val", "outputs_image_ref_to", "command_bat", "image_deps", "env", "dir"},
	"default_registry": {"host", "host_from_cluster", "single_name"},
	"docker_build": {"ref", "context", "build_args", "dockerfile", "dockerfile_contents",
		"live_update", "match_in_env_vars", "ignore", "only", "entrypoint", "target", "ssh",
		"network", "secret", "extra_tag", "container_args", "cache_from", "pull", "platform",
		"extra_hosts"},
	"docker_prune_settings": {"disable", "max_age_mins", "num_builds", "interval_hrs", "keep_recent"},
	"k8s_kind":              {"kind", "api_version", "image_json_path", "image_object", "pod_readiness"},
	"k8s_resource": {"workload", "new_name", "port_forwards", "extra_pod_selectors",
		"trigger_mode", "resource_deps", "objects", "auto_init", "pod_readiness", "links",
		"labels", "discovery_strategy"},
	"local_resource": {"name", "cmd", "deps", "trigger_mode", "resource_deps", "ignore",
		"auto_init", "serve_cmd", "cmd_bat", "serve_cmd_bat", "allow_parallel", "links", "tags",
		"env", "serve_env", "readiness_probe", "dir", "serve_dir", "labels"},
	"secret_settings":        {"disable_scrub"},
	"set_team":               {"team_id"},
	"update_settings":        {"max_parallel_updates", "k8s_upsert_timeout_secs", "suppress_unused_image_warnings"},
	"version_settings":       {"check_updates", "constraint"},
	"watch_file":             {"file_path"},
	"watch_settings":         {"ignore"},
	"trigger_mode":           {"trigger_mode"},
	"ci_settings":            {"k8s_grace_period", "timeout", "readiness_timeout"},
	"experimental_telemetry": {"cmd", "workdir", "period"},
}

// What extensions offer, and its parameters.
var extensions = map[string]map[string][]string{
	"ext://restart_process": {
		"docker_build_with_restart": append([]string{"ref", "context", "entrypoint", "live_update",
			"base_suffix", "restart_file", "trigger", "exit_policy"},
			"build_args", "dockerfile", "dockerfile_contents", "match_in_env_vars", "ignore", "only",
			"target", "ssh", "network", "secret", "extra_tag", "cache_from", "pull", "platform"),
	},
	"ext://helm_resource": {
		"helm_repo": {"name", "url", "username", "password", "resource_name", "resource_deps",
			"labels"},
		"helm_resource": {"name", "chart", "deps", "release_name", "namespace", "image_deps",
			"image_keys", "flags", "image_selector", "container_selector", "live_update",
			"resource_deps", "labels", "port_forwards", "auto_init", "pod_readiness",
			"update_dependencies", "links"},
	},
}

// Values that are written down as {"step": name, ...} where they are used.
var steps = map[string][]string{
	"fall_back_on": {"files"},
	"link":         {"url", "name"},
	"port_forward": {"local_port", "container_port", "name", "link_path", "host"},
	"run":          {"cmd", "trigger", "echo_off"},
	"sync":         {"local_path", "remote_path"},
}
