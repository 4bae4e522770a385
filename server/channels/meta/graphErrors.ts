import type { Sentence } from '../../model/sentence.ts'
import type { ErrorRow } from './judge.ts'
import { sentence } from './sentences.ts'

const busy: ErrorRow = {
  class: 'retry',
  reach: 'recipient',
  code: 'platform_trouble',
  words: sentence('meta.platform_trouble'),
}
const limited: ErrorRow = {
  class: 'throttle',
  reach: 'kind',
  code: 'rate_limited',
  words: sentence('meta.rate_limited'),
}
/** Codes 10 and 200 to 299 say only that something is not allowed; the sentence says whom that concerns (8.4). */
const noPermission: ErrorRow = {
  class: 'permission',
  reach: 'kind',
  bySentence: true,
  code: 'permission_missing',
  words: sentence('meta.permission_missing'),
  quote: true,
}
const capability: ErrorRow = {
  class: 'permission',
  reach: 'kind',
  code: 'app_not_allowed',
  words: sentence('meta.app_not_allowed'),
}
const noRole: ErrorRow = {
  class: 'permission',
  reach: 'recipient',
  code: 'person_without_role',
  words: sentence('meta.person_without_role'),
}
const closed: ErrorRow = {
  class: 'window',
  reach: 'recipient',
  code: 'outside_window',
  words: sentence('meta.outside_window'),
}
const away: ErrorRow = {
  class: 'contact',
  reach: 'recipient',
  code: 'person_unavailable',
  words: sentence('meta.person_unavailable'),
}
const nobody: ErrorRow = {
  class: 'contact',
  reach: 'recipient',
  code: 'person_unknown',
  words: sentence('meta.person_unknown'),
}
const punished: ErrorRow = {
  class: 'sanction',
  reach: 'account',
  code: 'account_restricted',
  words: sentence('meta.account_restricted'),
}
const invalid: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'invalid_message',
  words: sentence('meta.invalid_message'),
  quote: true,
}
const file = (words: Sentence): ErrorRow => ({ class: 'bug', reach: 'recipient', code: 'file_not_accepted', words })
const gone: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'object_missing',
  words: sentence('meta.object_missing'),
}
const elsewhere: ErrorRow = {
  class: 'permission',
  reach: 'recipient',
  code: 'other_app_owns_thread',
  words: sentence('meta.other_app_owns_thread'),
}
const appBlocked: ErrorRow = {
  class: 'permission',
  reach: 'account',
  code: 'app_blocked',
  words: sentence('meta.app_blocked'),
  quote: true,
}
const reconnect = (code: string, words: Sentence): ErrorRow => ({ class: 'auth', reach: 'account', code, words })

/**
 * Errors that every product of the Graph API and the Messenger Platform may return: meta-platform.md 8.2 and 8.4, without Instagram's own.
 */
export const graphErrors: Record<string, ErrorRow> = {
  // 8.4: an error without a number of its own; the platform asks to retry.
  '-1': busy,
  '1': busy,
  '1/99': { ...busy, words: sentence('meta.trouble_or_permission') },
  '1/1357046': {
    class: 'retry',
    reach: 'recipient',
    code: 'sent_with_error',
    instead: 'sent',
    words: sentence('meta.sent_with_error'),
  },
  '2': busy,
  '2/2018344': busy,
  '3': { ...capability, bySentence: true },
  '4': limited,
  '4/2018354': limited,
  '9/2018352': limited,
  '10': noPermission,
  '10/2018065': closed,
  '10/2018278': closed,
  '10/2018108': away,
  '10/1404170': punished,
  '10/1893015': punished,
  '10/1893063': punished, // 13.1, row 1.29
  '10/2018336': capability,
  '17': limited,
  '17/2446079': limited,
  '32': limited,
  '33': gone,
  '100/33': gone,
  '100': { ...invalid, bySentence: true },
  '100/2018001': nobody,
  // The platform could not fetch the file: certainly nothing was sent, and a second fetch may succeed.
  '100/2018008': {
    class: 'bug',
    reach: 'recipient',
    code: 'file_not_fetched',
    instead: 'later',
    words: sentence('meta.file_not_fetched'),
  },
  '100/2018047': file(sentence('meta.file_of_other_kind')),
  '100/2018109': file(sentence('meta.file_too_large')),
  '100/2018294': file(sentence('meta.video_too_slow')),
  '100/2018074': file(sentence('meta.file_of_other_account')),
  '100/2018014': invalid,
  '100/2018164': invalid,
  '100/2018320': invalid,
  '100/2018328': invalid,
  '101': appBlocked,
  '102': reconnect('session_invalid', sentence('meta.session_invalid')),
  '104': reconnect('token_missing', sentence('meta.token_missing')),
  '190': reconnect('token_invalid', sentence('meta.token_invalid')),
  '190/458': reconnect('app_removed', sentence('meta.app_removed')),
  '190/459': reconnect('login_checkpoint', sentence('meta.login_checkpoint')),
  '190/460': reconnect('password_changed', sentence('meta.password_changed')),
  '190/463': reconnect('token_expired', sentence('meta.token_expired')),
  '190/464': reconnect('owner_unconfirmed', sentence('meta.owner_unconfirmed')),
  '190/467': reconnect('token_invalid', sentence('meta.logged_out')),
  '190/492': reconnect('page_role_lost', sentence('meta.page_role_lost')),
  '200': noPermission,
  '200/1545041': away,
  '200/2018021': capability,
  '200/2018027': capability,
  '200/2018028': noRole,
  // A state rather than an error: the profile becomes readable with the person's first message.
  '230': {
    class: 'contact',
    reach: 'recipient',
    code: 'no_consent',
    words: sentence('meta.no_consent'),
  },
  '341': limited,
  '368': punished,
  '506': {
    class: 'bug',
    reach: 'recipient',
    code: 'said_already',
    words: sentence('meta.said_already'),
  },
  '551': away,
  '551/1545041': away,
  '613': limited,
  '613/1893016': limited,
  '613/2018338': limited,
  '613/1996': limited,
  '803': gone,
  '2018300': elsewhere,
  '100/2018300': elsewhere,
  '2500': {
    class: 'bug',
    reach: 'recipient',
    code: 'unknown_address',
    words: sentence('meta.unknown_address'),
    quote: true,
  },
  // meta-platform.md 10: a version that never existed; every request would fail, so the account waits instead.
  '2635': {
    class: 'permission',
    reach: 'account',
    code: 'unknown_version',
    words: sentence('meta.unknown_version'),
  },
  '9010': nobody,
  '9000001': { class: 'bug', reach: 'recipient', code: 'message_gone', words: sentence('meta.message_gone') },
  '36000': file(sentence('meta.picture_too_large')),
}

/** Families of codes. 80000–80014 are the limits per business use case, one for each product. */
export const graphErrorRanges = [
  { from: 200, to: 299, row: noPermission },
  { from: 80000, to: 80014, row: limited },
]

/**
 * What a sentence means where the code alone says little. The order matters: first what certainly concerns everyone, then what concerns one
 * person, then temporary errors (meta-platform.md 8.4). Each pattern matches a kind of sentence, since the platform words them in many
 * ways.
 */
export const graphErrorSentences: { holds: RegExp; row: ErrorRow }[] = [
  {
    // 7.1: as code 100 it would be treated as a fault of each message.
    holds: /appsecret_proof/i,
    row: {
      class: 'permission',
      reach: 'account',
      code: 'secret_proof_wrong',
      words: sentence('meta.secret_proof_wrong'),
    },
  },
  {
    holds:
      /\bapi access\b.{0,20}\b(blocked|disabled|deactivated|restricted)|\bapp(lication)? (has been|was|is)( currently)? (deleted|disabled|deactivated|blocked|inactive|not active)/i,
    row: appBlocked,
  },
  {
    holds: /outside (of )?(the |an )?([\w-]+ )?(time )?window|\b24[ -]?h(ours?)?\b.{0,40}\b(window|passed|since|ago)|\bmessaging window\b/i,
    row: closed,
  },
  {
    holds:
      /\broles? (on|in|for) (the |this |your )?app|\b(admins?|administrators?|developers?)\b.{0,20}\btesters?\b|\btest(er)? users?\b|\bdevelopment mode\b/i,
    row: noRole,
  },
  {
    holds: /\bno matching( \w+)? user\b|\b(user|person|recipient|participant)( id)? ((was |could )?not|can(no|['’])t) (be )?found\b/i,
    row: nobody,
  },
  {
    holds:
      /^(?!.*permission).*\b(person|user|recipient|participant)\b.{0,60}(n['’]t|\bnot|\bcannot|\bunable|\bno longer)\b.{0,40}\b(available|receiv|reach|messag|contact)|\b(user|person|recipient)\b.{0,10} (has |have )?blocked\b/is,
    row: away,
  },
  { holds: /\banother app\b|\bthread (owner|control)|\bowner of (this|the) (thread|conversation)/i, row: elsewhere },
  { holds: /\bunsupported (request\b|\w+ request\b)|\bdoes not exist\b|\bcannot be loaded\b/i, row: gone },
  { holds: /\brate limit|\brequest limit\b|\btoo many (calls|requests|messages|actions)\b/i, row: limited },
  {
    holds:
      /\b(try|retry)\b.{0,40}\b(later|soon|moments?|minutes?)\b|\bplease retry\b|\b(unexpected|unknown|internal) (server )?error\b|\btemporar(y|ily) (unavailable|unable|error|problem|failure)|\bservice.{0,15}\bunavailable\b|\bsomething went wrong\b/i,
    row: busy,
  },
]
