import { Eye, PencilLine, Save } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Form } from '../../../server/forms/forms.schemas.ts'
import { ApiError } from '../callApi.ts'
import { ChangedMeanwhile } from '../frame/ChangedMeanwhile.tsx'
import { EditorDrawer } from '../frame/EditorDrawer.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { classes } from '../parts/classes.ts'
import { ConsentCard } from './ConsentCard.tsx'
import { ContinueCard } from './ContinueCard.tsx'
import { FieldsCard } from './FieldsCard.tsx'
import type { FormDraft } from './formDraft.ts'
import { FormPreview } from './FormPreview.tsx'
import { NameCard } from './NameCard.tsx'
import { ShareCard } from './ShareCard.tsx'
import { sameNames, useSave } from '../useSave.ts'

type Props = {
  title: string
  start: FormDraft
  /** Absent while it is new. */
  form?: Form
  readOnly?: boolean
  /** Switches between the form and its answers. */
  panes?: ReactNode
  /** Out: what is then stored. Errors: what it throws is shown at the fields that it is about, or above the button. */
  onSave: (draft: FormDraft, overwrite: boolean) => Promise<FormDraft | void>
  /** Shows what someone else saved meanwhile. */
  onTheirs?: () => Promise<void>
  onClose: () => void
}

/** The editor of a form: on the left its parts, on the right the page as people see it. */
export function FormEditor({ title, start, form, readOnly = false, panes, onSave, onTheirs, onClose }: Props) {
  const { t } = useTranslation()
  const methods = useForm<FormDraft>({ defaultValues: start })
  const draft = useWatch({ control: methods.control }) as FormDraft
  // Read while rendering: the form watches only fields that are read.
  const { isDirty, isSubmitting } = methods.formState
  const [pane, setPane] = useState<'write' | 'look'>('write')

  const [busy, setBusy] = useState(false)
  const mayOverwrite = useRef(false)
  const { submit, trouble, setTrouble } = useSave(methods, {
    save: (filled) => onSave(filled, mayOverwrite.current),
    errorsAt: ({ fields }) =>
      sameNames([
        ...(['name', 'slug', 'consentText', 'accountId', 'message'] as const),
        ...fields.flatMap((_, n) => [`fields.${n}.name`, `fields.${n}.label`] as const),
      ]),
    onRefused: () => setPane('write'),
  })
  const save = async (overwrite = false) => {
    mayOverwrite.current = overwrite
    await submit()
  }
  const takeTheirs = async () => {
    setBusy(true)
    await onTheirs?.().catch(setTrouble)
    setBusy(false)
  }

  return (
    <EditorDrawer
      wide
      title={title}
      isDirty={isDirty && !readOnly && !isSubmitting}
      onClose={onClose}
      header={
        <Choice
          label={t('builder.panes')}
          value={pane}
          onChange={setPane}
          options={[
            { value: 'write', label: <PencilLine className="size-4" aria-label={t('builder.write')} /> },
            { value: 'look', label: <Eye className="size-4" aria-label={t('forms.preview')} /> },
          ]}
          className="lg:hidden"
        />
      }
      footer={
        !readOnly && (
          <div className="grid gap-3">
            {trouble instanceof ApiError && trouble.code === 'version_conflict' ? (
              <ChangedMeanwhile
                title={t('forms.changedTitle')}
                onTheirs={() => void takeTheirs()}
                onMine={() => void save(true)}
                busy={busy || isSubmitting}
              />
            ) : (
              <ProblemNotice problem={trouble} />
            )}
            <Button
              look="primary"
              busy={isSubmitting}
              disabled={form !== undefined && !isDirty}
              className="justify-self-end"
              onClick={() => void save()}
            >
              <Save aria-hidden />
              {t(form ? 'forms.save' : 'forms.create')}
            </Button>
          </div>
        )
      }
    >
      <FormProvider {...methods}>
        <div className="grid min-h-full lg:grid-cols-[minmax(0,1fr)_25rem]">
          <form
            noValidate
            aria-label={title}
            onSubmit={(event) => {
              event.preventDefault()
              void save()
            }}
            className={classes('px-4 py-5 sm:px-6', pane === 'look' && 'hidden lg:block')}
          >
            {panes && <div className="mb-4">{panes}</div>}
            <fieldset disabled={readOnly} className="grid content-start gap-4">
              {form && <ShareCard form={form} />}
              <NameCard isNew={form === undefined} />
              <FieldsCard />
              <ConsentCard />
              <ContinueCard />
            </fieldset>
          </form>
          <div className={classes('border-line bg-sunk/50 lg:border-l', pane === 'write' && 'hidden lg:block')}>
            <div className="px-4 py-5 lg:sticky lg:top-0">
              <FormPreview draft={draft} />
            </div>
          </div>
        </div>
      </FormProvider>
    </EditorDrawer>
  )
}
