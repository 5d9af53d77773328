{{- define "nodesentinel.name" -}}
{{ default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* The first part of the names of objects in the namespace of the release. */}}
{{- define "nodesentinel.fullname" -}}
{{- $name := include "nodesentinel.name" . -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{- define "nodesentinel.selector" -}}
app.kubernetes.io/name: {{ include "nodesentinel.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "nodesentinel.labels" -}}
{{ include "nodesentinel.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: nodesentinel
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* registry/name@digest, or registry/name:tag. */}}
{{- define "nodesentinel.image" -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag }}
{{- end -}}
{{- end }}

{{- define "nodesentinel.operatorImage" -}}
{{ include "nodesentinel.image" (dict "repository" .Values.image.repository "digest" .Values.image.digest "tag" (default .Chart.AppVersion .Values.image.tag)) }}
{{- end }}

{{/* What the pod security level "restricted" asks of a Pod. */}}
{{- define "nodesentinel.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "nodesentinel.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Nodes that are out are tolerated, so that the operator can go on where all are. */}}
{{- define "nodesentinel.tolerations" -}}
- key: node.kubernetes.io/unschedulable
  operator: Exists
  effect: NoSchedule
{{- range .Values.operator.ownTaintKeys }}
- key: {{ . }}
  operator: Exists
{{- end }}
{{- with .Values.operator.tolerations }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* True if the value is true, or auto and the cluster has the kind: (dict "wanted" "kind" "root"). */}}
{{- define "nodesentinel.wanted" -}}
{{- if eq (toString .wanted) "auto" -}}
{{- if .root.Capabilities.APIVersions.Has (printf "monitoring.coreos.com/v1/%s" .kind) }}true{{ end -}}
{{- else if .wanted -}}
true
{{- end -}}
{{- end }}
