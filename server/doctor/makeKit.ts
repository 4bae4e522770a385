import { findTestLogins } from '../auth/testLogins.queries.ts'
import { findWorkspace } from '../auth/principals.queries.ts'
import { loginNames, loginOf } from '../channels/channels.ts'
import { dashboard } from '../channels/meta/checkApp.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import type { Db, Trx } from '../platform/db.ts'
import { callbackPath } from './askInstance.ts'
import { dataQuestions, reviewKit } from './reviewKit.ts'
import { findKitRows } from './reviewKit.queries.ts'
import type { ShownKit } from './reviewKit.schemas.ts'
import { sentence } from './sentences.ts'

const before = ['review_access', 'review_advanced', 'review_verification', 'review_mode'] as const

type KitDeps = Pick<Deps, 'channelNames' | 'channelOf' | 'config'> & { system: Db }

/** Where the platform returns to after each login, of accounts and of people. */
const redirects = loginNames
  .map(loginOf)
  .flatMap(({ name, title, person }) => [
    { where: sentence('doctor.click_redirect', { platform: title }), path: `/api/auth/${name}/callback` },
    ...(person ? [{ where: sentence('doctor.click_sign_in_redirect', { platform: title }), path: `/api/sign-in/${name}/callback` }] : []),
  ])

/** The kit for app review of a workspace. In: `base`: what addresses begin with. */
export async function makeKit(deps: KitDeps, trx: Trx | Db, workspaceId: string, base: string, textOf: TextOf): Promise<ShownKit> {
  const rows = await findKitRows(trx, workspaceId)
  const accounts = rows.flatMap(({ channel, ...row }) =>
    deps.channelNames.includes(channel) ? [{ ...row, channel: deps.channelOf(channel) }] : [],
  )
  const kit = reviewKit(accounts)
  const workspace = await findWorkspace(deps.system, workspaceId)
  const appId = deps.config.apps.facebook?.id ?? deps.config.apps.instagram?.id
  const address = (
    key: Parameters<typeof sentence>[0] & `doctor.click_${'policy' | 'terms' | 'deletion' | 'deauthorize' | 'webhooks_url'}`,
    path: string,
  ) => ({
    where: textOf(sentence(key)),
    url: `${base}${path}`,
  })
  return {
    workspace: workspace?.name ?? '',
    dashboardUrl: appId ? dashboard.review(appId) : dashboard.apps,
    before: before.map((name) => textOf(sentence(`doctor.${name}`))),
    permissions: kit.permissions.map(({ why, film, ...permission }) => ({ ...permission, why: textOf(why), film: film.map(textOf) })),
    unneeded: kit.unneeded,
    addresses: [
      address('doctor.click_policy', `/privacy/${workspaceId}`),
      address('doctor.click_terms', `/terms/${workspaceId}`),
      address('doctor.click_deletion', '/api/privacy/meta/data-deletion'),
      address('doctor.click_deauthorize', '/api/privacy/meta/deauthorize'),
      address('doctor.click_webhooks_url', callbackPath),
      ...redirects.map(({ where, path }) => ({ where: textOf(where), url: `${base}${path}` })),
    ],
    data: dataQuestions.map(({ question, answer }) => ({ question: textOf(question), answer: textOf(answer) })),
    logins: (await findTestLogins(deps.system, workspaceId)).map((login) => ({ ...login, createdAt: login.createdAt.toISOString() })),
  }
}

/** The kit as a text file in Markdown. */
export const kitText = ({ workspace, before: notes, permissions, unneeded, addresses, data }: ShownKit): string =>
  [
    `# App review of ${workspace}`,
    '',
    ...notes.map((note) => `- ${note}`),
    ...permissions.flatMap(({ name, why, film, isGranted }) => [
      '',
      `## ${name}${isGranted ? ' (granted)' : ''}`,
      '',
      why,
      '',
      ...film.map((step, index) => `${index + 1}. ${step}`),
    ]),
    ...(unneeded.length
      ? ['', '## Granted, but used by nothing', '', ...unneeded.map(({ name, accounts }) => `- ${name}: ${accounts.join(', ')}`)]
      : []),
    '',
    '## Addresses',
    '',
    ...addresses.map(({ where, url }) => `- ${where}: ${url}`),
    '',
    '## Data handling',
    ...data.flatMap(({ question, answer }) => ['', `**${question}** ${answer}`]),
    '',
  ].join('\n')
