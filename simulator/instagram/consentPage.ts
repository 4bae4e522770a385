const escape = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** What a consent page asks: which permissions, and where there are several, as which account. */
export type ConsentQuestion = {
  client: string
  host: 'Instagram' | 'Facebook' | 'WhatsApp'
  scopes: string[]
  /** Those that cannot be declined. */
  required: string[]
  /** Null: the person has no choice of accounts here. */
  choices: { id: string; title: string; more: string }[] | null
}

/** The page on which a person accepts or denies an app; a plain form, so that a browser test can press its buttons. */
export function consentPage(query: [string, string][], { client, host, scopes, required, choices }: ConsentQuestion): string {
  const kept = query.map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('')
  const accounts = choices
    ?.map(
      ({ id, title, more }, index) =>
        `<label><input type="radio" name="account" value="${id}"${index === 0 ? ' checked' : ''}> <b>${escape(title)}</b> ${escape(more)}</label>`,
    )
    .join('')
  const permissions = scopes
    .map((scope) => {
      const fixed = required.includes(scope)
      return `<label><input type="checkbox" name="allow[]" value="${escape(scope)}" checked${fixed ? ' disabled' : ''}> ${escape(scope)}</label>`
    })
    .join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Allow access? (simulated)</title><link rel="stylesheet" href="/phone/phone.css"></head><body class="consent"><main class="consent-card">
<p class="hint">Simulated ${host}</p><h1>App ${escape(client)} asks for access</h1>
<form method="get">${kept}<fieldset><legend>What may it do?</legend>${permissions || 'Nothing new.'}</fieldset>
${choices ? `<fieldset><legend>As which account?</legend>${accounts || 'There is no simulated account yet.'}</fieldset>` : ''}
<div class="row"><button name="decision" value="deny">Cancel</button><button class="primary" name="decision" value="grant">Allow</button></div></form></main></body></html>`
}
