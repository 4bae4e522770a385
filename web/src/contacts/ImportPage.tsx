import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GivenOptions, Preview } from '../../../server/imports/imports.schemas.ts'
import { channelName, handle } from '../accounts/handle.ts'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Page } from '../frame/Page.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextArea, TextField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'
import { queries } from '../queries.ts'
import { useKindOf } from './IdentifierFields.tsx'
import { ImportHistory } from './ImportHistory.tsx'
import { ImportMapping } from './ImportMapping.tsx'
import { ImportPreview } from './ImportPreview.tsx'
import { TagsInput } from './TagsInput.tsx'

type Mapping = Record<string, string>
type About = NonNullable<GivenOptions['consent']>['about']

/** Contacts from a file: which column is what, what would happen, and the imports so far. */
export function ImportPage() {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(queries.me)
  const mayImport = me.permissions.includes('contacts.write') && me.accountIds === null
  return (
    <Page
      title={t('contactImport.title')}
      text={t('contactImport.text')}
      actions={
        <Button asChild>
          <Link to="/contacts" search={{}}>
            {t('contacts.all')}
          </Link>
        </Button>
      }
    >
      {mayImport ? <NewImport /> : <p className="text-soft">{t('contactImport.notAllowed')}</p>}
      <ImportHistory mayChange={mayImport} />
    </Page>
  )
}

function NewImport() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { accounts } = useAccountChoice()
  const kindOf = useKindOf()
  const input = useRef<HTMLInputElement>(null)
  const asked = useRef(0)
  const [file, setFile] = useState<File | null>(null)
  const [preview, setPreview] = useState<Preview | null>(null)
  const [mapping, setMapping] = useState<Mapping>({})
  const [options, setOptions] = useState<GivenOptions>({})
  const [trouble, setTrouble] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)

  /** Only the answer to the last question counts. */
  const look = async (of: File, by: Mapping | null, how: GivenOptions) => {
    const turn = ++asked.current
    setTrouble(null)
    try {
      const shown = await api.previewImport(of, by, how)
      if (turn !== asked.current) return
      setPreview(shown)
      if (by === null) setMapping(Object.fromEntries(shown.columns.map(({ name, target }) => [name, target])))
    } catch (caught) {
      if (turn === asked.current) setTrouble(caught)
    }
  }
  const choose = (chosen: File | undefined) => {
    if (!chosen) return
    setFile(chosen)
    setPreview(null)
    void look(chosen, null, options)
  }
  const change = (how: GivenOptions) => {
    setOptions(how)
    if (file && preview) void look(file, mapping, how)
  }
  const start = async () => {
    if (!file) return
    setBusy(true)
    setTrouble(null)
    try {
      await api.startImport(file, mapping, options)
      showNote(t('contactImport.started'))
      asked.current++
      setFile(null)
      setPreview(null)
      if (input.current) input.current.value = ''
      await client.invalidateQueries({ queryKey: ['contacts', 'imports'] })
    } catch (caught) {
      setTrouble(caught)
    }
    setBusy(false)
  }
  const about = options.consent?.about ?? ''
  const numbers = accounts.filter(({ id }) => kindOf(id) === 'phone')
  return (
    <Section title={t('contactImport.file')}>
      <TextField
        ref={input}
        label={t('contactImport.choose')}
        hint={t('contactImport.chooseHint')}
        type="file"
        accept=".csv,.txt,text/csv"
        className="file:mr-3 file:rounded-md file:border-0 file:bg-sunk file:px-3 file:py-1 file:font-semibold"
        onChange={(event) => choose(event.target.files?.[0])}
      />
      <ProblemNotice problem={trouble} {...(file ? { onAgain: () => void look(file, preview ? mapping : null, options) } : {})} />
      {file && preview && (
        <>
          <ImportMapping
            preview={preview}
            mapping={mapping}
            onChange={(next) => {
              setMapping(next)
              void look(file, next, options)
            }}
          />
          <div className="grid items-start gap-5 sm:grid-cols-2">
            <SelectField
              label={t('contactImport.existing')}
              className="w-full"
              value={options.existing ?? 'update'}
              onChange={(event) => change({ ...options, existing: event.target.value as 'update' | 'fill' })}
            >
              <option value="update">{t('contactImport.update')}</option>
              <option value="fill">{t('contactImport.fill')}</option>
            </SelectField>
            <TagsInput label={t('contactImport.tags')} tags={options.tags ?? []} onChange={(tags) => change({ ...options, tags })} />
            {numbers.length > 0 && (
              <SelectField
                label={t('contactImport.account')}
                hint={t('contactImport.accountHint')}
                className="w-full"
                value={options.accountId ?? ''}
                onChange={(event) => change({ ...options, accountId: event.target.value || null })}
              >
                <option value="">{t('contactImport.noAccount')}</option>
                {numbers.map((account) => (
                  <option key={account.id} value={account.id}>
                    {handle(account)} · {channelName(t, account.channel)}
                  </option>
                ))}
              </SelectField>
            )}
            <SelectField
              label={t('contactImport.consent')}
              className="w-full"
              value={about}
              onChange={(event) =>
                change({ ...options, consent: event.target.value ? { ...options.consent, about: event.target.value as About } : null })
              }
            >
              <option value="">{t('contactImport.noConsent')}</option>
              <option value="messages">{t('contacts.about.messages')}</option>
              <option value="marketing">{t('contacts.about.marketing')}</option>
            </SelectField>
            {options.consent && (
              <TextArea
                label={t('contacts.wording')}
                maxLength={2_000}
                value={options.consent.words ?? ''}
                onChange={(event) =>
                  setOptions({ ...options, consent: { ...options.consent, words: event.target.value.trim() ? event.target.value : null } })
                }
              />
            )}
          </div>
          <ImportPreview preview={preview} />
          <Button look="primary" className="justify-self-start" busy={busy} onClick={() => void start()}>
            {t('contactImport.start')}
          </Button>
        </>
      )}
    </Section>
  )
}
