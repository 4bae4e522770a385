import type { Template } from './content.ts'
import { sentence } from './sentences.ts'
import type { TemplateDefinition, TemplateFit, Templates } from './template.ts'

/**
 * Puts the parameters of a message into its template.
 * In:  what is known of this name on the account: the template in each language, null where no template of the account is known.
 * Out: the template to send; or why it cannot be sent: not known in this language, not approved, or not with these parameters. Where
 *      nothing is known, the platform decides.
 */
export function fitKnown({ fit }: Pick<Templates, 'fit'>, known: TemplateDefinition[] | null, given: Template): TemplateFit {
  const { name, language } = given
  if (!known) return { template: given }
  const definition = known.find((one) => one.language === language)
  if (definition) return fit(definition, given)
  const languages = known.map((one) => one.language).join(', ')
  if (!languages) return { code: 'template_not_usable', words: sentence('template.unknown', { name }) }
  return { code: 'template_not_usable', words: sentence('template.language', { name, language, languages }) }
}
