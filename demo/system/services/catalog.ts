import { CatalogService } from '../gen/shop/catalog/v1/catalog_service_pb.ts';
import { Category, ProductSchema } from '../gen/shop/catalog/v1/product_pb.ts';
import type { Product } from '../gen/shop/catalog/v1/product_pb.ts';
import { RecommendationService } from '../gen/shop/recommendations/v1/recommendation_service_pb.ts';
import type { CallContext } from '../rpc/context.ts';
import { implement } from '../rpc/implementation.ts';
import type { BoundService } from '../rpc/implementation.ts';
import { notFound } from '../rpc/rpcError.ts';
import { centsOf } from './amounts.ts';
import { copyMasked } from './fieldMask.ts';
import { paginate } from './paging.ts';
import { openingProducts } from './products.ts';

/** What the shop sells. */
export function catalog(): BoundService {
  const products = new Map(openingProducts().map((product) => [product.id, product]));
  return implement(CatalogService, {
    getProduct: ({ id }) => ({ product: find(products, id) }),

    listProducts({ page, category }) {
      const all = [...products.values()]
        .filter((each) => category === Category.UNSPECIFIED || each.category === category)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      const { entries, page: info } = paginate(all, page);
      return { products: entries, page: info };
    },

    async *searchProducts({ query, price }, context) {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = [...products.values()]
        .map((product) => ({ product, score: scoreOf(product, words) }))
        .filter(({ product, score }) => score > 0 && isWithin(product, price))
        .sort((a, b) => b.score - a.score);
      yield* hits;
      const [best] = hits;
      if (best !== undefined) {
        yield* related({
          products,
          best: best.product,
          without: hits.map((hit) => hit.product.id),
          context,
        });
      }
    },

    updateProduct({ product, updateMask }) {
      const known = find(products, product?.id ?? '');
      if (product !== undefined) {
        copyMasked({
          schema: ProductSchema,
          from: product,
          to: known,
          paths: updateMask?.paths ?? [],
        });
      }
      return { product: known };
    },

    async importProducts(requests) {
      const counts = { created: 0, replaced: 0, rejected: 0 };
      for await (const { product } of requests) {
        counts[store(products, product)]++;
      }
      return counts;
    },

    getProductBySku({ sku }) {
      const product = [...products.values()].find((each) => each.legacySku === sku && sku !== '');
      if (product === undefined) {
        throw notFound('shop.example/Product', sku);
      }
      return { product };
    },
  });
}

type Products = Map<string, Product>;

function find(products: Products, id: string): Product {
  const product = products.get(id);
  if (product === undefined) {
    throw notFound('shop.example/Product', id);
  }
  return product;
}

function store(
  products: Products,
  product: Product | undefined,
): 'created' | 'replaced' | 'rejected' {
  if (product === undefined || product.id === '') {
    return 'rejected';
  }
  const known = products.has(product.id);
  products.set(product.id, product);
  return known ? 'replaced' : 'created';
}

/** The share of the words that a product has, those of its name counting twice; 0 if one is missing. */
function scoreOf({ name, description }: Product, words: readonly string[]): number {
  const inName = words.filter((word) => name.toLowerCase().includes(word)).length;
  const inText = words.filter((word) =>
    `${name} ${description}`.toLowerCase().includes(word),
  ).length;
  return inText < words.length || words.length === 0 ? 0 : (inName + inText) / (2 * words.length);
}

function isWithin(
  { price }: Product,
  range: { readonly min?: Product['price']; readonly max?: Product['price'] } | undefined,
): boolean {
  const cents = centsOf(price);
  return cents >= centsOf(range?.min) && (range?.max === undefined || cents <= centsOf(range.max));
}

/** What goes with the best hit, as the recommendations see it; nothing when they are away. */
async function* related({
  products,
  best,
  without,
  context,
}: {
  readonly products: Products;
  readonly best: Product;
  readonly without: readonly string[];
  readonly context: CallContext;
}): AsyncGenerator<{ product: Product; score: number }> {
  const { listRecommendations } = RecommendationService.method;
  const answer = await context
    .call('recommendations', listRecommendations, { productId: best.id })
    .catch(() => undefined);
  for (const { productId } of answer?.recommendations ?? []) {
    const product = products.get(productId);
    if (product !== undefined && !without.includes(productId)) {
      yield { product, score: 0.1 };
    }
  }
}
