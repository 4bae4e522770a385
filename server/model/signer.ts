/**
 * Whom a webhook body speaks for, as it is stored beside the body: words separated by blanks. `app`: every account; `simulator`: every
 * simulated account; an account's id: that account. Null: a version that did not store it yet took the body.
 */
export type Signer = string

export const appSigner: Signer = 'app'
export const simulatorSigner: Signer = 'simulator'

/**
 * Whether the secret that signed a body may speak for this account. Checked for each event of the body, since one body may name several
 * accounts. Null counts as `app`: the version before had believed the body and answered 200, so nothing that was accepted is dropped by an
 * upgrade.
 */
export function vouchesFor(signer: Signer | null, account: { id: string; simulated: boolean }): boolean {
  if (signer === null) return true
  const words = signer.split(' ')
  return words.includes(appSigner) || words.includes(account.id) || (account.simulated && words.includes(simulatorSigner))
}
