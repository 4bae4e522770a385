/**
 * For which accounts a webhook payload is valid, stored beside the payload: words separated by spaces. `app`: every account; `simulator`:
 * every simulated account; an account's id: that account. Null: stored by a version before signers were recorded.
 */
export type Signer = string

export const appSigner: Signer = 'app'
export const simulatorSigner: Signer = 'simulator'

/**
 * Whether the secret that signed a payload is valid for this account. Checked for each event of the payload, since one payload may name
 * several accounts. Null counts as `app`: the version before had accepted the payload and answered 200, so an upgrade drops nothing that
 * was accepted.
 */
export function vouchesFor(signer: Signer | null, account: { id: string; simulated: boolean }): boolean {
  if (signer === null) return true
  const words = signer.split(' ')
  return words.includes(appSigner) || words.includes(account.id) || (account.simulated && words.includes(simulatorSigner))
}
