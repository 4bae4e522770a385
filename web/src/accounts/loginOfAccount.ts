import type { Account } from '../../../server/accounts/accounts.schemas.ts'

/** The login through which an account can be connected again. */
export const loginOfAccount = ({ loginType, channel }: Pick<Account, 'loginType' | 'channel'>): string | null =>
  channel === 'instagram' ? loginType : channel === 'messenger' ? 'facebook' : channel === 'whatsapp' ? 'whatsapp' : null
