{{/* The name of the chart. */}}
{{- define "warm-up.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "warm-up.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "warm-up.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | lower -}}
{{- end -}}

{{- define "warm-up.selector" -}}
app.kubernetes.io/name: {{ include "warm-up.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "warm-up.labels" -}}
{{- $labels := dict "helm.sh/chart" (include "warm-up.chart" .) "app.kubernetes.io/managed-by" .Release.Service -}}
{{- with .Values.global.labels }}{{ $labels = merge $labels . }}{{ end -}}
{{- $selector := include "warm-up.selector" . | fromYaml -}}
{{- toYaml (merge (dict) $selector $labels) -}}
{{- if .Chart.AppVersion }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
{{- end -}}

{{- define "warm-up.image" -}}
{{- $registry := .root.Values.global.imageRegistry | default "" -}}
{{- $tag := .image.tag | default .root.Chart.AppVersion | toString -}}
{{- if and $registry (not (hasPrefix $registry .image.repository)) -}}
{{ $registry }}/{{ .image.repository }}:{{ $tag }}
{{- else if ne $tag "" -}}
{{ .image.repository }}:{{ $tag }}
{{- else -}}
{{ required "an image is needed" .image.repository }}
{{- end -}}
{{- end -}}

{{- define "warm-up.render" -}}
{{- $value := typeIs "string" .value | ternary .value (.value | toYaml) -}}
{{- if contains "{{" (toJson .value) -}}
{{- tpl $value .context -}}
{{- else -}}
{{- $value -}}
{{- end -}}
{{- end -}}

{{- define "warm-up.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ coalesce .Values.serviceAccount.name (include "warm-up.fullname" .) }}{{ else }}default{{ end -}}
{{- end -}}
