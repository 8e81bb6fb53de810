/** What a sealed text is tied to. It opens only with the same context: a copied row is worthless elsewhere. */
export type SealContext = { tenant: string; field: string; origin: string | null };

/** Port: keys at rest. Implementations: `server-adapters/stores/sealed.ts`. */
export interface Sealer {
  seal(text: string, context: SealContext): Promise<string>;
  /**
   * `wrong-master-key` is a state of its own: the key is set, this process just cannot read it, and saving it again
   * under the right master key is the way out. Never rejects for what is stored.
   */
  open(
    sealed: string,
    context: SealContext,
  ): Promise<{ state: 'open'; text: string } | { state: 'wrong-master-key' }>;
}
