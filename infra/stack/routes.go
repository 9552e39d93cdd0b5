package stack

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Route leads requests of the API to a function.
type Route struct {
	Key      string // such as "ANY /api/question", or "$default"
	Function string // the name of its folder
}

// anyMethod is how an OpenAPI body spells ANY.
const anyMethod = "x-amazon-apigateway-any-method"

// target finds the function in the address of an integration.
var target = regexp.MustCompile(`functions/\$\{(\w+)\.Arn\}/invocations$`)

// Routes lists the routes of the API in order of their keys. An integration
// that is not one of the functions is an error.
func (t *Template) Routes() ([]Route, error) {
	names := map[string]string{}
	for name, resource := range t.Functions() {
		names[resource] = name
	}
	var routes []Route
	for _, api := range t.OfType("AWS::ApiGatewayV2::Api") {
		body, _ := t.Resources[api].Properties["Body"].(map[string]any)
		paths, _ := body["paths"].(map[string]any)
		for path, methods := range paths {
			for method, operation := range methods.(map[string]any) {
				key := routeKey(method, path, operation)
				function := names[integration(operation)]
				if function == "" {
					return nil, fmt.Errorf("route %s: it leads to no function", key)
				}
				routes = append(routes, Route{Key: key, Function: function})
			}
		}
	}
	slices.SortFunc(routes, func(a, b Route) int { return cmp.Compare(a.Key, b.Key) })
	return routes, nil
}

// routeKey spells a route as the console does. The default route may be called
// /$default in a body, where every path begins with a slash.
func routeKey(method, path string, operation any) string {
	if o, _ := operation.(map[string]any); o["isDefaultRoute"] == true {
		return "$default"
	}
	if method == anyMethod {
		method = "any"
	}
	return strings.ToUpper(method) + " " + path
}

// integration gives the name of the resource that an operation starts.
func integration(operation any) string {
	o, _ := operation.(map[string]any)
	i, _ := o["x-amazon-apigateway-integration"].(map[string]any)
	uri, _ := i["uri"].(map[string]any)
	text, _ := uri["Fn::Sub"].(string)
	if m := target.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// Function tells which function the API starts for a request, empty when none:
// a full match goes before a greedy one, the longer before the shorter, and
// $default takes the rest
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
// {proxy+} takes an empty rest too, so /x/{proxy+} is also /x/.
func Function(routes []Route, method, path string) string {
	best, found := -1, ""
	for _, r := range routes {
		if n := match(r.Key, method, path); n > best {
			best, found = n, r.Function
		}
	}
	return found
}

// match tells how well a route fits, -1 when it does not.
func match(key, method, path string) int {
	if key == "$default" {
		return 0
	}
	verb, pattern, _ := strings.Cut(key, " ")
	if verb != "ANY" && verb != method {
		return -1
	}
	exact := 0
	if verb == method {
		exact = 1 // a method goes before ANY on the same path
	}
	if prefix, greedy := strings.CutSuffix(pattern, "{proxy+}"); greedy {
		if strings.HasPrefix(path, prefix) {
			return 4*len(prefix) + exact
		}
		return -1
	}
	if pattern == path {
		return 4*len(path) + 2 + exact
	}
	return -1
}
