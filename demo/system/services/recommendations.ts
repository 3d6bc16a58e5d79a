import { Category } from '../gen/shop/catalog/v1/product_pb.ts';
import {
  Reason,
  RecommendationService,
} from '../gen/shop/recommendations/v1/recommendation_service_pb.ts';
import { implement } from '../rpc/implementation.ts';
import type { BoundService } from '../rpc/implementation.ts';

interface Suggestion {
  readonly productId: string;
  readonly category: Category;
}

const suggestions: readonly Suggestion[] = [
  { productId: 'house-blend', category: Category.BEANS },
  { productId: 'burr-grinder', category: Category.BREWING },
  { productId: 'latte-glass', category: Category.CUPS },
  { productId: 'espresso-cup', category: Category.CUPS },
  { productId: 'espresso-machine', category: Category.BREWING },
];

/** What goes well with what. */
export function recommendations(): BoundService {
  return implement(RecommendationService, {
    listRecommendations({ productId, limit }) {
      const category = categoryOf(productId);
      return {
        recommendations: suggestions
          .filter((each) => each.productId !== productId)
          .slice(0, limit === 0 ? 3 : limit)
          .map((each, index) => recommend(each, { category, index })),
      };
    },

    async *refineRecommendations(requests) {
      const seen = new Set<string>();
      let category: Category | undefined;
      for await (const { opinion } of requests) {
        if (opinion.case === 'category') {
          category = opinion.value;
        } else if (opinion.case !== undefined) {
          seen.add(opinion.value);
        }
        const next = suggestions.find(
          (each) =>
            !seen.has(each.productId) && (category === undefined || each.category === category),
        );
        if (next !== undefined) {
          seen.add(next.productId);
          yield { recommendation: recommend(next, { category, index: 0 }) };
        }
      }
    },
  });
}

function categoryOf(productId: string): Category | undefined {
  return suggestions.find((each) => each.productId === productId)?.category;
}

/** The score is exact in a `float`. */
function recommend(
  { productId, category }: Suggestion,
  context: { readonly category: Category | undefined; readonly index: number },
) {
  const reason = category === context.category ? Reason.SAME_CATEGORY : Reason.BOUGHT_TOGETHER;
  return { productId, reason, score: 1 - context.index / 8 };
}
