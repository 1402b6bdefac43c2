// Package words makes every sentence for people, in English and Chinese, from the facts of packages workflows, activities and wxa.
package words

import "strings"

// markdown escapes what would be read as Markdown or HTML. Making it is expensive, using it is not.
var markdown = strings.NewReplacer("\n", " ", "|", "\\|", "<", "&lt;", "*", "\\*", "_", "\\_", "`", "\\`")

// Cell keeps foreign text from being read as Markdown or HTML in a cell of a table.
func Cell(text string) string { return markdown.Replace(text) }
