import { ControlError } from '../controls/errors.ts'
import { maybeText } from '../controls/request.ts'
import { makeAccount, type Account, type LoginType } from '../world/accounts.ts'
import { issueToken } from '../world/tokens.ts'
import type { World } from '../world/world.ts'

/** A professional account with its Page, and a token of either login. In: `body` may hold `username`. */
export function makeBusiness(world: World, { id, name, body }: { id?: string; name: string; body: Record<string, unknown> }): Account {
  const loginType = loginTypeIn(body)
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '.')
    .replaceAll(/^\.|\.$/g, '')
  const account = makeAccount(world, { id, username: maybeText(body, 'username') ?? (plain || 'business'), name, loginType })
  issueTokens(world, account)
  return account
}

export function issueTokens(world: World, account: Account): void {
  issueToken(world, account, 'long')
  issueToken(world, account, 'page')
}

function loginTypeIn(body: Record<string, unknown>): LoginType {
  const loginType = maybeText(body, 'loginType') ?? 'instagram'
  if (loginType !== 'instagram' && loginType !== 'facebook')
    throw new ControlError(400, 'bad_value', '"loginType" is instagram or facebook')
  return loginType
}
