import { Eye, PencilLine } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { ShownTemplate } from '../../../server/templates/templates.schemas.ts'
import type { TemplateLimits } from '../../../server/model/template.ts'
import { EditorDrawer } from '../frame/EditorDrawer.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { classes } from '../parts/classes.ts'
import { useSave } from '../useSave.ts'
import { TemplateFields } from './TemplateFields.tsx'
import { isFileHeader, type TemplateForm } from './templateForm.ts'
import { TemplatePreview } from './TemplatePreview.tsx'

type Action = {
  label: string
  /** Whether it is offered although nothing was changed. */
  always: boolean
  run: (form: TemplateForm) => Promise<unknown>
}
type Props = {
  title: string
  start: TemplateForm
  accountId: string
  limits: TemplateLimits
  isNamed: boolean
  isApproved: boolean
  /** The last one is the main one; none: it is only shown. */
  actions: Action[]
  /** Of a carousel, which is only shown. */
  cards?: ShownTemplate['cards']
  /** Above the fields: its state. */
  state?: ReactNode
  /** Beside the actions. */
  also?: ReactNode
  onClose: () => void
}

/** The editor of a template: on the left its parts, on the right the message as people see it. */
export function TemplateEditor({ title, start, accountId, limits, isNamed, isApproved, actions, cards = [], state, also, onClose }: Props) {
  const { t } = useTranslation()
  const methods = useForm<TemplateForm>({ defaultValues: start })
  const form = useWatch({ control: methods.control }) as TemplateForm
  const { isDirty, isSubmitting } = methods.formState
  const [pane, setPane] = useState<'write' | 'look'>('write')
  const readOnly = actions.length === 0
  const chosen = useRef<Action | null>(null)
  const { submit, trouble } = useSave(methods, {
    save: async (filled) => void (await chosen.current?.run(filled)),
    errorsAt: ({ buttons, headerType }) => ({
      name: 'name',
      language: 'language',
      category: 'category',
      'header.example': 'headerExample',
      'header.mediaId': 'headerFile',
      header: headerType === 'text' ? 'headerText' : isFileHeader(headerType) ? 'headerFile' : 'headerType',
      'body.examples': 'examples',
      body: 'text',
      footer: 'footer',
      ...Object.fromEntries(
        buttons.flatMap((_, at) =>
          (['title', 'url', 'phone', 'example'] as const).map((part) => [`buttons.${at}.${part}`, `buttons.${at}.${part}`] as const),
        ),
      ),
      buttons: 'buttons',
    }),
    onRefused: () => setPane('write'),
  })
  const take = (action: Action | undefined) => {
    chosen.current = action ?? null
    // Errors of what is no field of the form would keep it from being sent.
    methods.clearErrors()
    const { headerType, headerFile } = methods.getValues()
    if (isFileHeader(headerType) && !headerFile) {
      methods.setError('headerFile', { message: t('messageTemplates.fileNeeded') })
      return setPane('write')
    }
    void submit()
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
            { value: 'look', label: <Eye className="size-4" aria-label={t('messageTemplates.preview')} /> },
          ]}
          className="lg:hidden"
        />
      }
      footer={
        (actions.length > 0 || also) && (
          <div className="grid gap-3">
            <ProblemNotice problem={trouble} />
            <div className="flex flex-wrap items-center justify-end gap-2">
              {also && <div className="mr-auto">{also}</div>}
              {actions.map((action, at) => (
                <Button
                  key={action.label}
                  look={at === actions.length - 1 ? 'primary' : 'plain'}
                  busy={isSubmitting && chosen.current?.label === action.label}
                  disabled={isSubmitting || (!action.always && !isDirty)}
                  onClick={() => take(action)}
                >
                  {action.label}
                </Button>
              ))}
            </div>
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
              take(actions.at(-1))
            }}
            className={classes('grid content-start gap-6 px-4 py-5 sm:px-6', pane === 'look' && 'hidden lg:grid')}
          >
            {state}
            <fieldset disabled={readOnly} className="grid content-start gap-6">
              <TemplateFields accountId={accountId} limits={limits} isNamed={isNamed} isApproved={isApproved} readOnly={readOnly} />
            </fieldset>
          </form>
          <div className={classes('border-line bg-sunk/50 lg:border-l', pane === 'write' && 'hidden lg:block')}>
            <div className="px-4 py-5 lg:sticky lg:top-0">
              <TemplatePreview form={form} cards={cards} />
            </div>
          </div>
        </div>
      </FormProvider>
    </EditorDrawer>
  )
}
