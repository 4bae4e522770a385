import type { Account } from '../world/accounts.ts'

const escape = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** The page on which a person accepts or denies an app; a plain form, so that a browser test can press its buttons. */
export function consentPage(query: [string, string][], client: string, scopes: string[], accounts: Account[]): string {
  const kept = query.map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('')
  const choices = accounts
    .toReversed()
    .map(
      (account, index) =>
        `<label><input type="radio" name="account" value="${account.id}"${index === 0 ? ' checked' : ''}> <b>${escape(account.username)}</b> ${escape(account.name)}</label>`,
    )
    .join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Allow access? (simulated)</title><link rel="stylesheet" href="/phone/phone.css"></head><body class="consent"><main class="consent-card">
<p class="hint">Simulated platform</p><h1>App ${escape(client)} asks for access</h1><ul>${scopes.map((scope) => `<li>${escape(scope)}</li>`).join('')}</ul>
<form method="get">${kept}<fieldset><legend>As which account?</legend>${choices || 'There is no simulated account yet.'}</fieldset>
<div class="row"><button name="decision" value="deny">Cancel</button><button class="primary" name="decision" value="grant">Allow</button></div></form></main></body></html>`
}
