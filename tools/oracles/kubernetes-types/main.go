// Prints what the OpenAPI documents of Kubernetes do not say about its Go types: which fields a typed object always
// writes ("!"), which scalar fields are pointers and keep a zero ("*"), and which pointers are written as null ("?").
//
//	go run . > ../../kubernetes-go-flags.txt
package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
)

// Types with a JSON form of their own count as scalars.
var scalars = map[reflect.Type]bool{
	reflect.TypeOf(intstr.IntOrString{}):   true,
	reflect.TypeOf(resource.Quantity{}):    true,
	reflect.TypeOf(metav1.Time{}):          true,
	reflect.TypeOf(metav1.MicroTime{}):     true,
	reflect.TypeOf(metav1.Duration{}):      true,
	reflect.TypeOf(metav1.FieldsV1{}):      true,
	reflect.TypeOf(runtime.RawExtension{}): true,
}

var flags = map[reflect.Type][]string{}

func main() {
	for gvk, t := range scheme.Scheme.AllKnownTypes() {
		if gvk.Version == "v1" || gvk.Version == "v2" {
			visit(t)
		}
	}
	var lines []string
	for t, fields := range flags {
		if len(fields) > 0 {
			lines = append(lines, definition(t)+" "+strings.Join(fields, " "))
		}
	}
	sort.Strings(lines)
	fmt.Println("# Field flags of the Go types of k8s.io/api v0.36 (Apache-2.0), printed by tools/oracles/kubernetes-types.")
	fmt.Println("# ! always written, * a pointer that keeps its zero, ? a pointer always written.")
	fmt.Println(strings.Join(lines, "\n"))
}

// definition is the name that a type has in the OpenAPI documents.
func definition(t reflect.Type) string {
	path := strings.Replace(t.PkgPath(), "k8s.io/", "io.k8s.", 1)
	return strings.ReplaceAll(path, "/", ".") + "." + t.Name()
}

func visit(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		visit(t.Elem())
	case reflect.Struct:
		if _, seen := flags[t]; seen || scalars[t] {
			return
		}
		flags[t] = nil
		flags[t] = fieldFlags(t)
	}
}

func fieldFlags(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		visit(field.Type)
		switch {
		case name == "-":
		case name == "" && field.Anonymous:
			out = append(out, fieldFlags(field.Type)...)
		default:
			if flag := flagOf(field.Type, options); flag != "" {
				out = append(out, name+flag)
			}
		}
	}
	return out
}

func flagOf(t reflect.Type, options string) string {
	// A struct is never empty, so omitempty does not hide it.
	omit := strings.Contains(options, "omitzero") || strings.Contains(options, "omitempty") && t.Kind() != reflect.Struct
	switch {
	case t.Kind() == reflect.Pointer && !omit:
		return "?"
	case !omit:
		return "!"
	case t.Kind() == reflect.Pointer && (scalars[t.Elem()] || t.Elem().Kind() != reflect.Struct):
		return "*"
	}
	return ""
}
