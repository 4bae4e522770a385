import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useFieldArray, useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { ShownEntryPoints } from '../../../server/accounts/entryPoints.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { queries } from '../queries.ts'
import { handle } from './handle.ts'

/** A menu item opens a link or carries a word: one field takes either. */
type Form = {
  starters: { question: string; payload: string }[]
  menu: { title: string; target: string }[]
  greeting: string
  commands: { name: string; description: string }[]
}

const isLink = (target: string): boolean => /^https?:\/\//i.test(target)

const formOf = ({ starters, menu, greeting, commands }: ShownEntryPoints): Form => ({
  commands: commands.map(({ name, description }) => ({ name, description })),
  starters: starters.map(({ question, payload }) => ({ question, payload })),
  menu: menu.map(({ title, payload, url }) => ({ title, target: url ?? payload ?? '' })),
  greeting,
})

/** What people see before they write, as the platform has it, to edit and set there. */
export function EntryPoints({ account }: { account: Account }) {
  const query = useQuery(queries.entryPoints(account.id))
  return (
    <div className="grid gap-5 p-4 pb-10 sm:p-6">
      <Loaded query={query} className="">
        {(there) => <Edited key={JSON.stringify(there)} account={account} there={there} />}
      </Loaded>
    </div>
  )
}

function Edited({ account, there }: { account: Account; there: ShownEntryPoints }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [trouble, setTrouble] = useState<unknown>(null)
  const { control, register, handleSubmit, formState } = useForm<Form>({ defaultValues: formOf(there) })
  const starters = useFieldArray({ control, name: 'starters' })
  const menu = useFieldArray({ control, name: 'menu' })
  const commands = useFieldArray({ control, name: 'commands' })
  const { limits } = there
  // Without payloads a tapped question and a chosen command come as messages.
  const asMessages = limits.payloadChars === 0
  const save = async (form: Form) => {
    setTrouble(null)
    try {
      const items = form.menu.map(({ title, target }) => ({ title, ...(isLink(target) ? { url: target } : { payload: target }) }))
      const names = form.commands.map(({ name, description }) => ({ name: name.trim().replace(/^\//, ''), description }))
      const body = { starters: form.starters, menu: items, greeting: form.greeting, commands: names }
      const stored = await api.setEntryPoints(account.id, body)
      client.setQueryData(queries.entryPoints(account.id).queryKey, stored)
      showNote(t(stored.isAsWished ? 'entryPoints.saved' : 'entryPoints.savedOtherwise', { account: handle(account) }))
    } catch (caught) {
      setTrouble(caught)
    }
  }
  return (
    <form noValidate onSubmit={(submit) => void handleSubmit(save)(submit)} className="grid gap-6">
      <p className="text-soft">{t(asMessages ? 'entryPoints.textMessages' : 'entryPoints.text')}</p>
      {limits.greetingChars > 0 && (
        <TextField label={t('entryPoints.greeting')} maxLength={limits.greetingChars} {...register('greeting')} />
      )}
      <fieldset className="grid gap-3">
        <legend className="mb-1 font-bold">{t('entryPoints.starters')}</legend>
        {starters.fields.map(({ id }, at) => (
          <Row key={id} onRemove={() => starters.remove(at)} label={t('entryPoints.removeStarter', { number: at + 1 })}>
            <TextField
              label={t('entryPoints.question')}
              maxLength={limits.questionChars}
              {...register(`starters.${at}.question`, { required: true })}
            />
            {!asMessages && (
              <TextField
                label={t('entryPoints.word')}
                maxLength={limits.payloadChars}
                {...register(`starters.${at}.payload`, { required: true })}
              />
            )}
          </Row>
        ))}
        {starters.fields.length < limits.starters && (
          <Add label={t('entryPoints.addStarter')} onClick={() => starters.append({ question: '', payload: '' })} />
        )}
      </fieldset>
      {limits.commands > 0 && (
        <fieldset className="grid gap-3">
          <legend className="mb-1 font-bold">{t('entryPoints.commands')}</legend>
          {commands.fields.map(({ id }, at) => (
            <Row key={id} onRemove={() => commands.remove(at)} label={t('entryPoints.removeCommand', { number: at + 1 })}>
              <TextField
                label={t('entryPoints.command')}
                maxLength={limits.commandChars}
                {...register(`commands.${at}.name`, { required: true })}
              />
              <TextField
                label={t('entryPoints.description')}
                maxLength={limits.descriptionChars}
                {...register(`commands.${at}.description`, { required: true })}
              />
            </Row>
          ))}
          {commands.fields.length < limits.commands && (
            <Add label={t('entryPoints.addCommand')} onClick={() => commands.append({ name: '', description: '' })} />
          )}
        </fieldset>
      )}
      {limits.menu > 0 && (
        <fieldset className="grid gap-3">
          <legend className="mb-1 font-bold">{t('entryPoints.menu')}</legend>
          {menu.fields.map(({ id }, at) => (
            <Row key={id} onRemove={() => menu.remove(at)} label={t('entryPoints.removeItem', { number: at + 1 })}>
              <TextField
                label={t('entryPoints.item')}
                maxLength={limits.titleChars}
                {...register(`menu.${at}.title`, { required: true })}
              />
              <TextField label={t('entryPoints.target')} {...register(`menu.${at}.target`, { required: true })} />
            </Row>
          ))}
          {menu.fields.length < limits.menu && (
            <Add label={t('entryPoints.addItem')} onClick={() => menu.append({ title: '', target: '' })} />
          )}
        </fieldset>
      )}
      <Seen form={useWatch({ control }) as Form} name={account.name} />
      <ProblemNotice problem={trouble} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" busy={formState.isSubmitting}>
          {t('entryPoints.save')}
        </Button>
        <p className="text-sm text-soft" role="status">
          {t(formState.isDirty ? 'entryPoints.differs' : 'entryPoints.same')}
        </p>
      </div>
    </form>
  )
}

function Row({ children, label, onRemove }: { children: React.ReactNode; label: string; onRemove: () => void }) {
  return (
    <div className="flex items-end gap-3">
      <div className="grid min-w-0 grow auto-cols-[minmax(0,1fr)] grid-flow-col gap-3">{children}</div>
      <Button size="sm" look="quiet" aria-label={label} onClick={onRemove}>
        <Trash2 aria-hidden />
      </Button>
    </div>
  )
}

const Add = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <Button size="sm" look="quiet" className="justify-self-start" onClick={onClick}>
    <Plus aria-hidden />
    {label}
  </Button>
)

/** An empty conversation with the account, as the form is now. */
function Seen({ form, name }: { form: Form; name: string }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('entryPoints.preview')} className="grid gap-2 rounded-2xl border border-line bg-card p-4">
      <p className="text-sm font-semibold">{name}</p>
      {form.greeting && <p className="text-sm text-soft">{form.greeting}</p>}
      <ul className="flex flex-wrap gap-2">
        {form.starters.map(({ question }, at) => (
          <li key={at} className="rounded-full border border-line px-3 py-1 text-sm wrap-anywhere">
            {question || '…'}
          </li>
        ))}
      </ul>
      {form.menu.length > 0 && (
        <ul className="grid gap-1 border-t border-line pt-2 text-sm">
          {form.menu.map(({ title }, at) => (
            <li key={at} className="wrap-anywhere">
              {title || '…'}
            </li>
          ))}
        </ul>
      )}
      {form.commands.length > 0 && (
        <ul className="grid gap-1 border-t border-line pt-2 text-sm">
          {form.commands.map(({ name, description }, at) => (
            <li key={at} className="wrap-anywhere">
              <span className="font-semibold">/{name.replace(/^\//, '') || '…'}</span> {description}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
