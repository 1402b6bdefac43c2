package releasefile_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wxrelease/wxrelease/starter/releasefile"
)

const shop = `env: [VERSION]
version: ${VERSION}
audit:
  item_list:
    - {first_class: 工具, second_class: 效率, first_id: 287, second_id: 616}
apps:
  - {name: north, appid: wx1111222233334444}
  - {name: south, appid: wx5555666677778888, expedite: always}
`

// Another program reads a release file and gets what it can start, one input for each Mini Program.
func Example() {
	env := map[string]string{"VERSION": "1.4.0"}
	file, err := releasefile.Read("wxrelease.yaml", strings.NewReader(shop), releasefile.Options{
		LookupEnv: func(name string) (string, bool) { value, found := env[name]; return value, found },
		All:       true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, in := range file.Releases {
		fmt.Println(in.AppID, in.Version, in.Audit.ItemList[0].FirstClass)
	}
	// Output:
	// wx1111222233334444 1.4.0 工具
	// wx5555666677778888 1.4.0 工具
}

// What is wrong with a file is told all at once: for people as text, for programs as rules with their values.
func Example_problems() {
	_, err := releasefile.Read("wxrelease.yaml", strings.NewReader(shop+"expedit: never\n"), releasefile.Options{App: "south"})
	var invalid *releasefile.InvalidError
	if errors.As(err, &invalid) {
		for _, p := range invalid.Problems {
			fmt.Printf("%d:%d %s\n  %s %v\n  %s\n", p.Line, p.Column, p.Path, p.Rule, p.Values, p.Text)
		}
	}
	// Output:
	// 2:10 version
	//   variable-unset map[written:${VERSION}]
	//   ${VERSION} is not set in the environment
	// 9:1 expedit
	//   misspelt-key map[nearest:expedite]
	//   no such key; the nearest is expedite
}
