package wxatest

import "encoding/json"

func (s *Sim) getCodePrivacyInfo(c *call) reply {
	a := c.app
	switch {
	case a.trial.name == "":
		return refuse(86001) // the page lists no code for it; this is what submit_audit's says of a missing upload
	case a.detecting(c.now):
		return refuse(61039)
	}
	fields := struct {
		WithoutAuth []string `json:"without_auth_list"`
		WithoutConf []string `json:"without_conf_list"`
	}{append([]string{}, a.WithoutAuth...), append([]string{}, a.WithoutConf...)}
	if a.PrivacyBlocked {
		return reply{code: 61040, fields: fields}
	}
	return ok(fields)
}

func (s *Sim) getVersionInfo(c *call) reply {
	if !isObject(c.body) {
		return refuse(47001)
	}
	type trial struct {
		Time    int64 `json:"exp_time"`
		Version typed `json:"exp_version"`
		Desc    typed `json:"exp_desc"`
	}
	type online struct {
		Time    int64 `json:"release_time"`
		Version typed `json:"release_version"`
		Desc    typed `json:"release_desc"`
	}
	var fields struct {
		Trial  *trial  `json:"exp_info,omitempty"`
		Online *online `json:"release_info,omitempty"`
	}
	if v := c.app.trial; v.name != "" {
		fields.Trial = &trial{s.unix(v.at), typed(v.name), typed(v.desc)}
	}
	if v := c.app.online; v.name != "" {
		fields.Online = &online{s.unix(v.at), typed(v.name), typed(v.desc)}
	}
	return ok(fields)
}

// getCategory lists the categories that submit_audit accepts. [App] has none where it accepts all: the list is empty then, as
// WeChat's can be.
func (s *Sim) getCategory(c *call) reply {
	return ok(struct {
		List []Category `json:"category_list"`
	}{append([]Category{}, c.app.Categories...)})
}

func isObject(body []byte) bool {
	var object map[string]json.RawMessage
	return json.Unmarshal(body, &object) == nil && object != nil
}
