import type { TokenKind } from './connection.ts'
import type { LoginType } from './channel.ts'
import type { ChannelName } from './event.ts'
import type { Http } from './http.ts'
import type { Sentence } from './sentence.ts'

/** The app that asks for access, as it is configured. */
export type LoginApp = { id: string; secret: string }

/** How people sign in with OpenID Connect. `secret` null: a client without one, which PKCE alone protects. */
export type OidcSettings = { issuer: string; clientId: string; secret: string | null; name: string; scopes: string }

/** The hosts of a login: two for calls, one for the exchange of a code, two with pages for people. No version, no trailing slash. */
export type LoginHosts = { facebook: string; instagram: string; instagramApi: string; instagramPages: string; facebookPages: string }

/** Where and as what a login is made. `configId`: a configuration of the app's dashboard, which replaces the list of scopes. */
export type LoginSite = { app: LoginApp; configId: string | null; hosts: LoginHosts; graphVersion: string }

/** `again`: ask once more for what the person declined. */
export type LoginQuestion = { redirectUri: string; state: string; again: boolean }

/**
 * What came of a login: the person, what they allowed, and their token. `externalId` is the id that calls with the token give;
 * `appScopedId` the one that the platform's callbacks name. `grantedScopes` null: the platform did not say.
 */
export type LoggedIn = {
  externalId: string
  appScopedId: string | null
  name: string | null
  pictureUrl: string | null
  grantedScopes: string[] | null
  token: string
  tokenKind: TokenKind
  /** Null: does not expire, or not known. */
  tokenExpiresAt: Date | null
  dataAccessExpiresAt: Date | null
}

/** A permission that was granted for some Pages or accounts alone, by their ids. */
export type GrantTarget = { scope: string; ids: readonly string[] }

/** Which of the granted permissions hold for an account. In: the ids that the platform may name it by. Pure. */
export const grantedFor = (scopes: readonly string[], targets: readonly GrantTarget[], ids: readonly (string | null)[]): string[] =>
  scopes.filter((scope) => targets.find((one) => one.scope === scope)?.ids.some((id) => ids.includes(id)) ?? true)

/**
 * What the platform says about a token. `words`: why it is no longer valid, for people. Times are null where there is no end, or none is
 * known.
 */
export type TokenState = {
  isValid: boolean
  words: Sentence
  kind: TokenKind
  scopes: string[]
  targets: GrantTarget[]
  issuedAt: Date | null
  expiresAt: Date | null
  dataAccessExpiresAt: Date | null
}

/**
 * An account that a login gives access to. `token` is the account's own. `grantedScopes`: what was granted for it, where it is not all that
 * the login was granted. `whyNot`: why it cannot be connected, for people.
 */
export type OfferedAccount = {
  channel: ChannelName
  externalId: string
  pageId: string | null
  businessId: string | null
  loginType: LoginType
  name: string
  username: string | null
  /** The number that people write to, where the channel has one. */
  phone: string | null
  pictureUrl: string | null
  token: string | null
  tokenKind: TokenKind
  tokenExpiresAt: Date | null
  grantedScopes?: string[]
  whyNot: Sentence | null
}

/** A person, by the id that only this app sees. */
export type LoginPerson = { id: string; name: string | null; pictureUrl: string | null }

/** Asks who a person is and for nothing else, so that they can sign in here. Rejects with a `ChannelError`. */
export type PersonLogin = {
  consentUrl(site: LoginSite, question: Omit<LoginQuestion, 'again'>): string
  read(http: Http, site: LoginSite, given: { code: string; redirectUri: string }): Promise<LoginPerson>
}

/** A way to log in at the platform. Functions that call it reject with a `ChannelError`. */
export type PlatformLogin = {
  name: string
  /** The platform's name for people. */
  title: string
  /** Which of the configured apps it uses. */
  app: 'instagram' | 'facebook'
  /** What is asked for. */
  scopes: readonly string[]
  /** Whether the person chooses accounts afterwards; otherwise a login is one account, with the token of the login. */
  offersSeveral: boolean
  /** Whether a single account that is offered is connected without asking. */
  takesOnlyOffer: boolean
  /** The configuration of the app's dashboard that it uses; null: none. Without one that it needs, the login is not possible. */
  configuration: { name: 'pages' | 'signup'; isNeeded: boolean } | null
  /** Where the person is sent. */
  consentUrl(site: LoginSite, question: LoginQuestion): string
  /** Exchanges the code that came back, for the longest-lived token there is. */
  exchange(http: Http, site: LoginSite, given: { code: string; redirectUri: string }, now: Date): Promise<LoggedIn>
  /** The accounts that the login gives access to, those included that cannot be connected. */
  accounts(http: Http, site: LoginSite, login: LoggedIn): Promise<OfferedAccount[]>
  /** Null: people cannot sign in here with it. */
  person: PersonLogin | null
  /** Asks about any token that the app issued, of a person, a Page or a system user; null where the platform has no call for it. */
  inspect: ((http: Http, site: LoginSite, token: string) => Promise<TokenState>) | null
  /** Where at the platform a person takes the app's access back. */
  grantedIn: 'account_settings' | 'business_settings'
  /** Takes the app's access back; null where the platform has no call for it. */
  revoke: ((http: Http, site: LoginSite, login: { externalId: string; token: string }) => Promise<void>) | null
}
