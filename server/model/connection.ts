/** The name of a login of the platform through which accounts are connected; the folders of channels/ define which exist. */
export type LoginProvider = string

/** What a token is, which decides how it is renewed. `unknown`: it was pasted, and nobody asked the platform yet. */
export type TokenKind = 'instagram_user' | 'page' | 'system_user' | 'user' | 'unknown'

/** Whether a login still works. `disconnected`: its token is gone; its accounts keep their history. */
const connectionStatuses = ['active', 'reconnect_needed', 'disconnected'] as const
export type ConnectionStatus = (typeof connectionStatuses)[number]
