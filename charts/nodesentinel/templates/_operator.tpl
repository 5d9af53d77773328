{{/* The arguments of the operator, which the hook that releases nodes has too. */}}
{{- define "nodesentinel.operatorArguments" -}}
- operator
{{- with .Values.operator }}
- --max-unavailable={{ .maxUnavailable }}
- --lease-duration={{ .leaseDuration }}
- --renew-deadline={{ .renewDeadline }}
- --retry-period={{ .retryPeriod }}
- --event-retention={{ .eventRetention }}
- --max-events={{ int .maxEvents }}
- --max-evictions-in-flight={{ .maxEvictionsInFlight }}
- --write-concurrency={{ .writeConcurrency }}
{{- with .clusterUid }}
- --cluster-uid={{ . }}
{{- end }}
- --output={{ .output }}
{{- end }}
- --datastore={{ include "nodesentinel.fullname" . }}
{{- end }}

{{- define "nodesentinel.operatorEnvironment" -}}
- name: NODESENTINEL_LOG_LEVEL
  value: {{ .Values.operator.logLevel }}
- name: JDK_JAVA_OPTIONS
  value: {{ .Values.operator.javaOptions | quote }}
{{- with .Values.operator.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "nodesentinel.operatorMounts" -}}
- name: tmp
  mountPath: /tmp
{{- end }}

{{- define "nodesentinel.operatorVolumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- end }}

{{/* What the Pods of the operator and of the hooks have in common. */}}
{{- define "nodesentinel.podBasics" -}}
{{- with .Values.priorityClass.name }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext: {{- include "nodesentinel.podSecurity" 65532 | nindent 2 }}
{{- with .Values.operator.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
tolerations: {{- include "nodesentinel.tolerations" . | nindent 0 }}
{{- end }}
