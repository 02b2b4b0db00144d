{{/* Only what Go's own templates know is used in this chart: no function of Helm's or Sprig's. */}}
{{/* Numbers too are written as text: `%q` alone would take 65 for the letter A. */}}
{{- define "wasl.text" }}{{ printf "%v" . | printf "%q" }}{{ end }}
{{- define "wasl.env" }}
            {{- range $name, $value := . }}
            - { name: {{ $name }}, value: {{ template "wasl.text" $value }} }
            {{- end }}
{{- end }}
{{- define "wasl.restricted" }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 65534
        runAsGroup: 65534
        fsGroup: 65534
        seccompProfile: { type: RuntimeDefault }
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- if .Values.image.pullSecrets }}
      imagePullSecrets:
        {{- range .Values.image.pullSecrets }}
        - { name: {{ printf "%q" . }} }
        {{- end }}
      {{- end }}
{{- end }}
{{- define "wasl.container" }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
{{- end }}
{{- define "wasl.probes" }}
          startupProbe:
            httpGet: { path: /health/live, port: admin }
            periodSeconds: 1
            failureThreshold: 60
          livenessProbe:
            httpGet: { path: /health/live, port: admin }
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 6
          readinessProbe:
            httpGet: { path: /health/ready, port: admin }
            periodSeconds: 2
            timeoutSeconds: 3
            failureThreshold: 2
{{- end }}
