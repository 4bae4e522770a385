import { useQuery } from '@tanstack/react-query'
import { Eye, PencilLine } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { AutomationAnswer } from '../../../server/automations/automations.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { classes } from '../parts/classes.ts'
import { Confirm } from '../parts/Confirm.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { Phone } from '../preview/Phone.tsx'
import { usePhone } from '../preview/usePhone.ts'
import type { PhoneTab } from '../preview/world.ts'
import { queries } from '../queries.ts'
import type { BuilderForm } from './builderForm.ts'
import { BuilderFooter } from './BuilderFooter.tsx'
import { definitionOf } from './definitionOf.ts'
import { MoreCard } from './MoreCard.tsx'
import { NotSaved } from './NotSaved.tsx'
import { everyPart } from './parts.ts'
import { isOverlap, useProblems, type Card } from './problems.ts'
import { useDraft } from './useDraft.ts'
import { StatusChip } from './StatusChip.tsx'
import { TriggerCard, WordsCard } from './TriggerCards.tsx'
import { showError } from '../parts/notes.tsx'
import { timeText } from '../parts/shownTime.ts'

type Props = {
  form: BuilderForm
  account: Account | null
  /** Absent while it is new. */
  item?: AutomationAnswer
  /** The storage key of the unsaved draft (drafts.ts). */
  draftId: string
  /** `begunWith`: the version that was edited, null for a new one. Out: the saved version. */
  onSave: (form: BuilderForm, live: boolean, begunWith: number | null) => Promise<number>
  /** Loads what someone else saved meanwhile. Out: its version; `show` opens it in place of the edits here. */
  onReread?: (show: boolean) => Promise<number>
  onClose: () => void
}

/** The quick builder: on the left the cards, which read as one sentence, on the right the phone to try it. */
export function Builder({ form: start, account, item, draftId, onSave, onReread, onClose }: Props) {
  const { t, i18n } = useTranslation()
  const methods = useForm<BuilderForm>({ defaultValues: start })
  const form = useWatch({ control: methods.control }) as BuilderForm
  const definition = useMemo(() => definitionOf(form), [form])
  const shown = useMemo(() => definitionOf(form, 'preview'), [form])
  const problems = useProblems(form, definition, account?.id ?? null, item?.id ?? null)
  const phone = usePhone(shown, t('phone.anyWord'), account?.channel)
  const { data: media } = useQuery(queries.media(account))
  const [pane, setPane] = useState<'write' | 'try'>('write')
  const [saving, setSaving] = useState<'draft' | 'live' | null>(null)
  // Read while rendering: the form watches only fields that are read.
  const { isDirty } = methods.formState
  const draft = useDraft(methods, start, draftId, item?.version ?? null)
  const [notSaved, setNotSaved] = useState<{ trouble: unknown; live: boolean } | null>(null)
  const [leaving, setLeaving] = useState(false)
  const overlaps = problems.filter(isOverlap).map(({ text }) => text)
  const [overlapping, setOverlapping] = useState(false)
  const cards = useRef<HTMLDivElement>(null)
  const under = (card: Card) => problems.filter((problem) => problem.card === card)
  const look = (tab: PhoneTab) => () => phone.setTab(tab)
  const blockers = problems.filter((problem) => problem.level === 'blocker')
  const commenting = form.on === 'comment'

  const save = (live: boolean, begunWith = draft.begunWith) =>
    methods.handleSubmit(async (filled) => {
      if (live && blockers.length > 0) {
        setPane('write')
        showError(t('builder.fixFirst', { count: blockers.length }))
        cards.current?.querySelector('[role=alert]')?.scrollIntoView({ block: 'center', behavior: 'smooth' })
        return
      }
      setSaving(live ? 'live' : 'draft')
      try {
        const version = await onSave(filled, live, begunWith)
        setNotSaved(null)
        methods.reset(filled)
        draft.done(version)
      } catch (trouble) {
        setNotSaved({ trouble, live })
      } finally {
        setSaving(null)
      }
    })()
  const reread = async (mine: boolean, live: boolean) => {
    setSaving(live ? 'live' : 'draft')
    try {
      if (!mine) draft.done()
      const version = await onReread?.(!mine)
      if (mine && version) await save(live, version)
    } catch (trouble) {
      setNotSaved({ trouble, live })
    } finally {
      setSaving(null)
    }
  }

  // Warn before an automation goes live that matches the same as another one.
  const saveOrAsk = (live: boolean) => {
    if (live && item?.status !== 'live' && blockers.length === 0 && overlaps.length > 0) setOverlapping(true)
    else void save(live)
  }

  const close = () => {
    if (isDirty) setLeaving(true)
    else onClose()
  }

  return (
    <Drawer
      wide
      title={item ? t('builder.edit') : t('builder.new')}
      closeLabel={t('close')}
      onClose={close}
      header={
        <>
          {item && <StatusChip status={item.status} />}
          <Choice
            label={t('builder.panes')}
            value={pane}
            onChange={setPane}
            options={[
              { value: 'write', label: <PencilLine className="size-4" aria-label={t('builder.write')} /> },
              { value: 'try', label: <Eye className="size-4" aria-label={t('builder.try')} /> },
            ]}
            className="lg:hidden"
          />
        </>
      }
      footer={
        <>
          {notSaved && (
            <NotSaved
              trouble={notSaved.trouble}
              busy={saving !== null}
              onAgain={() => void save(notSaved.live)}
              onMine={() => void reread(true, notSaved.live)}
              onTheirs={() => void reread(false, notSaved.live)}
            />
          )}
          <BuilderFooter live={item?.status === 'live'} blockers={blockers.length} saving={saving} onSave={(live) => saveOrAsk(live)} />
        </>
      }
    >
      <FormProvider {...methods}>
        <div className="grid min-h-full lg:grid-cols-[minmax(0,1fr)_24rem]">
          <div ref={cards} className={classes('grid content-start gap-3 px-4 py-5 sm:px-6', pane === 'try' && 'hidden lg:grid')}>
            {draft.restoredAt && (
              <Notice
                className="mb-2"
                action={
                  <Button size="sm" onClick={draft.discard}>
                    {t('builder.discard')}
                  </Button>
                }
              >
                {t('builder.restored', {
                  time: timeText(draft.restoredAt, i18n.language, { dateStyle: 'medium', timeStyle: 'short' }),
                })}
              </Notice>
            )}
            {item?.config && <Notice className="mb-2">{t('builder.fromConfig')}</Notice>}
            <TextField
              label={t('builder.name')}
              placeholder={t('builder.namePlaceholder')}
              boxClassName="mb-2"
              maxLength={120}
              {...methods.register('name')}
            />
            <TriggerCard account={account} problems={under('trigger')} onFocus={look('post')} />
            <WordsCard problems={under('words')} onFocus={look('comments')} />
            {everyPart.map(
              ([name, { Card, tab }]) => Card && <Card key={name} problems={under(name)} onFocus={look(tab)} account={account} />,
            )}
            <MoreCard problems={[...under('more'), ...(commenting ? [] : under('reply'))]} onFocus={look('dm')} />
          </div>
          <div className={classes('border-line bg-sunk/50 lg:border-l', pane === 'write' && 'hidden lg:block')}>
            <div className="px-4 py-5 lg:sticky lg:top-0">
              <Phone
                phone={phone}
                account={account}
                commenting={commenting}
                media={media?.data.find((one) => one.id === form.media[0]) ?? null}
              />
            </div>
          </div>
        </div>
      </FormProvider>
      <Confirm
        open={overlapping}
        onClose={() => setOverlapping(false)}
        title={t('builder.overlapTitle')}
        text={overlaps.join(' ')}
        confirm={t('builder.overlapGo')}
        cancel={t('builder.overlapStay')}
        onConfirm={() => {
          setOverlapping(false)
          void save(true)
        }}
      />
      <Confirm
        open={leaving}
        onClose={() => setLeaving(false)}
        title={t('builder.leaveTitle')}
        text={t('builder.leaveText')}
        confirm={t('builder.leave')}
        cancel={t('builder.stay')}
        onConfirm={() => {
          draft.done()
          onClose()
        }}
      />
    </Drawer>
  )
}
