import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import { refuseLimited } from '../auth/memberRights.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { publicTexts, publicTextsChange, type PublicTexts } from './privacy.schemas.ts'
import { ownBase } from '../platform/ownBase.ts'
import { defaultTexts } from './publicTexts.ts'
import { changePublicTexts, findPublicTexts, type PublicTextsRow } from './publicTexts.queries.ts'

const tags = ['privacy']

/** The public texts of a workspace, for its settings. */
export function privacyRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.get(
    '/api/privacy',
    {
      config: { may: 'signed_in' },
      schema: {
        tags,
        summary: 'The public texts of the workspace, and the addresses for your app’s settings',
        response: { 200: publicTexts },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const row = await inWorkspace(web, who, (trx) => findPublicTexts(trx, who.workspaceId))
      return show(row ?? notFound('workspace', who.workspaceId), deps.textsFor(request))
    },
  )

  app.patch(
    '/api/privacy',
    {
      config: { may: 'workspace.write', audit: 'workspace.change_public_texts' },
      schema: { tags, summary: 'Changes the public texts of the workspace', body: publicTextsChange, response: { 200: publicTexts } },
    },
    async (request) => {
      const who = principalOf(request)
      refuseLimited(who, 'A public text')
      const row = await inWorkspace(web, who, async (trx) => {
        await changePublicTexts(trx, who.workspaceId, request.body, deps.clock.now())
        await writeAudit(trx, deps, {
          workspaceId: who.workspaceId,
          actor: who.actor,
          action: 'change_public_texts',
          subject: 'workspace',
          subjectId: who.workspaceId,
          fields: Object.keys(request.body),
        })
        return findPublicTexts(trx, who.workspaceId)
      })
      return show(row ?? notFound('workspace', who.workspaceId), deps.textsFor(request))
    },
  )

  const show = (row: PublicTextsRow, textOf: TextOf): PublicTexts => {
    const base = ownBase(app, deps)
    return {
      privacy: row.privacy,
      terms: row.terms,
      contactEmail: row.contactEmail,
      defaults: { ...defaultTexts(row, textOf), contactEmail: null },
      addresses: {
        privacy: `${base}/privacy/${row.workspaceId}`,
        terms: `${base}/terms/${row.workspaceId}`,
        deauthorize: `${base}/api/privacy/meta/deauthorize`,
        dataDeletion: `${base}/api/privacy/meta/data-deletion`,
      },
    }
  }
}
