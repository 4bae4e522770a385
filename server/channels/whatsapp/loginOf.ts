import type { ConnectInput, Login } from '../../model/channel.ts'

/** WhatsApp is spoken to on Facebook's host alone, whichever login was wished (meta-platform.md 5.2). */
export const loginOf = (_given: ConnectInput): Login => ({ loginType: 'facebook' })
