import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TemplateLimits } from '../../../server/model/template.ts'
import type { ShownTemplate } from '../../../server/templates/templates.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { TemplateEditor } from './TemplateEditor.tsx'
import { emptyTemplate, formOf, inputOf, isEditable, type TemplateForm } from './templateForm.ts'
import { TemplateChips, useReason } from './TemplateState.tsx'
import { useTemplateAccount } from './useTemplateAccount.ts'

const list = getRouteApi('/frame/settings/templates')
const one = getRouteApi('/frame/settings/templates/$templateId')

/** What the drawers share: closing them, and reading again what they changed. */
function useDrawer() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return {
    close: () => void navigate({ to: '/settings/templates', search: (before) => before }),
    open: (templateId: string) =>
      navigate({ to: '/settings/templates/$templateId', params: { templateId }, search: (before) => before, replace: true }),
    renew: () => client.invalidateQueries({ queryKey: ['accounts'] }),
  }
}

/** A new template: stored as a draft, or submitted at once. */
export function NewTemplate() {
  const { t } = useTranslation()
  const { account } = useTemplateAccount(list.useSearch().account)
  const { close, open, renew } = useDrawer()
  const facts = useQuery(queries.templateFacts(account?.id ?? null))
  const [start] = useState(() => emptyTemplate('en_US'))
  const title = t('messageTemplates.new')
  if (!account || !facts.data) return <Waiting title={title} query={facts} onClose={close} />
  const save = async (form: TemplateForm, submits: boolean) => {
    const made = await api.createTemplate(account.id, inputOf(form))
    // From here on it is a draft, which is open when the platform refuses it.
    const opened = async () => {
      await renew()
      await open(made.id)
    }
    if (submits) await api.submitTemplate(made.id).catch((trouble: unknown) => showProblem(t, trouble))
    else showNote(t('messageTemplates.stored', { template: made.name }))
    await opened()
  }
  return (
    <TemplateEditor
      title={title}
      start={start}
      accountId={account.id}
      limits={facts.data.limits}
      isNamed={false}
      isApproved={false}
      onClose={close}
      actions={[
        { label: t('messageTemplates.saveDraft'), always: false, run: (form) => save(form, false) },
        { label: t('messageTemplates.submit'), always: false, run: (form) => save(form, true) },
      ]}
    />
  )
}

/** A template: its state, its parts, and what can be done with it. */
export function OpenTemplate() {
  const { templateId } = one.useParams()
  const { t } = useTranslation()
  const { close } = useDrawer()
  const query = useQuery({ ...queries.template(templateId), refetchOnWindowFocus: false })
  const facts = useQuery(queries.templateFacts(query.data?.accountId ?? null))
  const { data: me } = useQuery(queries.me)
  if (!query.data || !facts.data || !me)
    return <Waiting title={t('messageTemplates.one')} query={query.data ? facts : query} onClose={close} />
  // Its fields are those of a draft, or of the template that the draft became.
  const key = `${templateId} ${query.data.status === 'draft'}`
  return <EditTemplate key={key} template={query.data} limits={facts.data.limits} mayWrite={me.permissions.includes('accounts.write')} />
}

const Waiting = ({ title, query, onClose }: { title: string; query: Parameters<typeof Loaded>[0]['query']; onClose: () => void }) => {
  const { t } = useTranslation()
  return (
    <Drawer wide title={title} closeLabel={t('close')} onClose={onClose}>
      <Loaded query={{ ...query, data: undefined }} rows={5}>
        {() => null}
      </Loaded>
    </Drawer>
  )
}

/** States in which the platform takes changes (server/templates/changeTemplates.ts). */
const changeable = ['approved', 'rejected', 'paused']

type Move = Parameters<typeof api.moveTemplate>[1]
/** What can be done at the platform beside changing it, by its state. */
const movesOf: Partial<Record<ShownTemplate['status'], Move[]>> = {
  approved: ['archive'],
  rejected: ['archive'],
  paused: ['unpause', 'archive'],
  archived: ['unarchive'],
}

type EditProps = { template: ShownTemplate; limits: TemplateLimits; mayWrite: boolean }

function EditTemplate({ template, limits, mayWrite }: EditProps) {
  const { t } = useTranslation()
  const { close, renew } = useDrawer()
  const reason = useReason()(template)
  // As it was when it was opened: what is read again meanwhile overwrites nothing.
  const [start] = useState(() => formOf(template))
  const { id, name, status } = template
  const isDraft = status === 'draft'
  const change = async (form: TemplateForm) => api.changeTemplate(id, inputOf(form))
  const submitted = async () => {
    showNote(t('messageTemplates.submitted', { template: name }))
    await renew()
  }
  const actions = isDraft
    ? [
        {
          label: t('messageTemplates.saveDraft'),
          always: false,
          run: async (form: TemplateForm) => {
            const { name: now } = await change(form)
            showNote(t('messageTemplates.stored', { template: now }))
            await renew()
          },
        },
        {
          label: t('messageTemplates.submit'),
          always: true,
          run: async (form: TemplateForm) => {
            await change(form)
            await api.submitTemplate(id)
            await submitted()
          },
        },
      ]
    : [
        {
          label: t('messageTemplates.saveReviewed'),
          always: false,
          run: async (form: TemplateForm) => {
            await change(form)
            await submitted()
          },
        },
      ]
  const canChange = mayWrite && (isDraft || changeable.includes(status)) && isEditable(template)
  const move = async (verb: Move): Promise<void> => {
    try {
      await api.moveTemplate(id, verb)
      showNote(t(`messageTemplates.moved.${verb}`, { template: name }))
      await renew()
    } catch (trouble) {
      showProblem(t, trouble, () => void move(verb))
    }
  }
  const remove = async (): Promise<void> => {
    try {
      await api.removeTemplate(id)
      showNote(t('messageTemplates.removed', { template: name }))
      await renew()
      close()
    } catch (trouble) {
      showProblem(t, trouble, () => void remove())
    }
  }
  return (
    <TemplateEditor
      title={name}
      start={start}
      accountId={template.accountId}
      limits={limits}
      isNamed={!isDraft}
      isApproved={status === 'approved'}
      onClose={close}
      cards={template.cards}
      actions={canChange ? actions : []}
      state={
        <div className="grid gap-3">
          <div className="flex flex-wrap gap-2">
            <TemplateChips template={template} />
          </div>
          {reason && <Notice tone="bad">{reason}</Notice>}
          {!isDraft && <p className="text-sm text-soft">{t(`messageTemplates.about.${status}`)}</p>}
          {!isEditable(template) && <Notice>{t('messageTemplates.elsewhere')}</Notice>}
        </div>
      }
      also={
        mayWrite &&
        status !== 'disabled' && (
          <>
            <Confirm
              trigger={
                <Button look="quiet" className="hover:text-bad">
                  <Trash2 aria-hidden />
                  {t('messageTemplates.remove')}
                </Button>
              }
              title={t('messageTemplates.removeTitle', { template: name })}
              text={t(isDraft ? 'messageTemplates.removeDraftText' : 'messageTemplates.removeText')}
              confirm={t('messageTemplates.remove')}
              cancel={t('cancel')}
              onConfirm={() => void remove()}
            />
            {(movesOf[status] ?? []).map((verb) => (
              <Button key={verb} look="quiet" onClick={() => void move(verb)}>
                {t(`messageTemplates.move.${verb}`)}
              </Button>
            ))}
          </>
        )
      }
    />
  )
}
