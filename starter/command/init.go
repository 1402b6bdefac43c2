package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/starter/releasefile"
	"github.com/wxrelease/wxrelease/wxa"
)

// initAnswer is the answer of init.
type initAnswer struct {
	File string `json:"file"`           // "-" is standard output
	Text string `json:"text,omitempty"` // the file's content, when it went to no file
	ending
}

func (i *initAnswer) text(w io.Writer) {
	if i.Text != "" {
		_, _ = io.WriteString(w, i.Text)
		return
	}
	fmt.Fprintf(w, "wrote %s: fill in what is marked with TODO, then check it with: wxrelease validate\n", i.File)
}

func (a *app) initCommand() *cobra.Command {
	var file, appid string
	var update bool
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a release file to fill in",
		Long: `Init writes a commented release file: for the first submission of a Mini Program, or with --update for a version after it. What
must be filled in is marked with TODO, and wxrelease validate refuses the file until it is. A file that is there already is
never overwritten.`,
		Example: `  wxrelease init
  wxrelease init --update --appid wx5555666677778888
  wxrelease init -f - | less`,
		Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error {
			if appid != "" && !wxa.IsAppID(appid) {
				return fmt.Errorf("--appid: %q is not an appid (wx and 16 letters or digits)", appid)
			}
			return nil
		},
		RunE: a.command(func(context.Context, []string) (answer, error) {
			text := template(appid, update)
			if file == "-" {
				return &initAnswer{File: file, Text: text}, nil
			}
			if err := writeNew(file, text); err != nil {
				return nil, err
			}
			return &initAnswer{File: file}, nil
		}),
	}
	cmd.Flags().StringVarP(&file, "file", "f", releasefile.DefaultName, "file to write; - writes to standard output")
	cmd.Flags().StringVar(&appid, "appid", "", "appid to fill in")
	cmd.Flags().BoolVar(&update, "update", false, "for a version after the first one")
	return cmd
}

// writeNew writes a file that is not there yet.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return usage(fmt.Errorf("%s is there already, and was left as it is; give another name with --file, or - to print", path))
	}
	if err == nil {
		_, err = io.WriteString(f, text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fmt.Errorf("writing the release file: %w", err)
	}
	return nil
}

// template gives a release file to fill in. What only a person can know does not pass validate as it stands.
func template(appid string, update bool) string {
	hints := firstHints
	if update {
		hints = updateHints
	}
	todo := ""
	if appid == "" {
		appid, todo = "wx________________", " # TODO: the merchant's Mini Program"
	}
	return strings.NewReplacer("{schema}", releasefile.SchemaURL, "{appid}", appid+todo, "{hints}", hints).Replace(templateText)
}

const templateText = `# yaml-language-server: $schema={schema}
#
# A release of a WeChat Mini Program: what is submitted for review, and how patiently.
# Check it with: wxrelease validate          Start it with: wxrelease start --wait

# Variables of the environment that ${NAME} may stand for in the texts below; nothing else is replaced.
env: [VERSION]

appid: {appid}
version: ${VERSION} # user_version of the uploaded trial version; a fixed one in quotes: "1.4.0"

# The body of submit_audit, with WeChat's own names.
audit:
  # 1 to 5 pages for the reviewer. The categories must be among those of the Mini Program: get_category lists them.
  item_list:
    - address: pages/index/index # as in app.json, without a slash in front
      title: 首页 # at most 32 characters
      tag: 办公 文档 # up to 10 tags of at most 20 characters
      first_class: "" # TODO: name of the category, such as 工具
      second_class: "" # TODO: such as 效率
      first_id: 0 # TODO: such as 287
      second_id: 0 # TODO: such as 616

  # What the reviewer should know, such as a test account. Many rejections are for want of one.
  # version_desc: Test account 100, the password is on the sign-in page
{hints}
  # true declares that privacy APIs which the code contains but the configuration does not name are not used.
  # privacy_api_not_use: false

# Asking WeChat to hurry spends a unit of the platform's monthly allowance: never, always, or after a time.
expedite: never
# expedite: { after: 6h }

# How long each wait may last. These are the defaults.
# limits:
#   detection: 1h # WeChat's privacy check of the uploaded code
#   submit: 30m # how long WeChat may answer a submission that it is busy
#   review: 14d # until the verdict

# true takes over an open review of this version that an earlier, lost, terminated, expired or foreign run submitted.
# adopt: false

# Several Mini Programs can share this file: then take the appid above out. Maps are merged key by key, lists and values are
# replaced, an empty key takes the common one out.
# apps:
#   - name: north
#     appid: wx1111222233334444
#   - name: south
#     appid: wx5555666677778888
#     audit: { version_desc: Test account 200 }
`

const firstHints = `
  # At the first submission, the categories 社交-社区/论坛, 社交-笔记 and 社交-问答 require to say what users can publish.
  # ugc_declare:
  #   scene: [2, 4] # 0 nothing (then leave the other keys out), 1 profile, 2 images, 3 video, 4 text, 5 audio or other
  #   method: [1] # moderated by 1 WeChat's content-security API, 2 another product, 3 people, 4 not at all
  #   has_audit_team: 1 # 1 people moderate, 0 they do not
  #   audit_desc: Every post is checked before it is shown # at most 256 characters
`

const updateHints = `
  # After a rejection: what was changed, at most 200 characters. WeChat reads it only when the last version was rejected.
  # feedback_info: The sign-in page now says why the phone number is asked for
  # Pictures for it: up to 5 media ids of temporary media, separated by |
  # feedback_stuff: MEDIAID1|MEDIAID2
`
