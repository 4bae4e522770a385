import { channelNames, channelOf } from '../channels/channels.ts'
import type { AccountRow } from './accounts.queries.ts'
import type { Account } from './accounts.schemas.ts'

type Granted = Pick<AccountRow, 'channel' | 'login_type' | 'granted_scopes'>

/** What an account can do, and which permissions it lacks for the rest; `can` is null where nobody asked the platform yet. */
export function abilitiesOf({ channel, login_type, granted_scopes }: Granted): Account['abilities'] {
  if (!channelNames.includes(channel)) return []
  return channelOf(channel).connecting.abilities.map(({ name, needs, triggers }) => {
    const missing = granted_scopes ? needs[login_type].filter((scope) => !granted_scopes.includes(scope)) : []
    return { name, can: granted_scopes && missing.length === 0, missing, triggers: [...triggers] }
  })
}
