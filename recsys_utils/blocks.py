"""The most similar items of every item, for catalogues whose full table of similarities would not fit into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def full_similarity(vectors: Any) -> np.ndarray:
    """Every item's similarity to every item.

    Parameters
    ----------
    vectors : ndarray or sparse matrix, shape (n_items, n_terms)
        Rows of unit length.

    Returns
    -------
    ndarray of float, shape (n_items, n_items)
        8 bytes a pair: 800 MB for 10,000 items.
    """
    from sklearn.metrics.pairwise import linear_kernel

    return linear_kernel(vectors, dense_output=True)


def top_k_in_blocks(vectors: Any, k: int, block: int = 256) -> tuple[np.ndarray, np.ndarray]:
    """The k most similar items of every item, with no more than `block` rows of similarities in memory at a time.

    Parameters
    ----------
    vectors : ndarray or sparse matrix, shape (n_items, n_terms)
        Rows of unit length.
    k : int
        Neighbours per item, 1 to n_items - 1.
    block : int
        Items worked on at a time, 1 or more.

    Returns
    -------
    positions : ndarray of int, shape (n_items, k)
        Best first, the item itself left out; of equally similar items the one with the smaller position goes first.
    scores : ndarray of float, shape (n_items, k)
        Their cosine similarities.

    Raises
    ------
    ValueError
        If `k` or `block` is out of range.
    """
    from sklearn.metrics.pairwise import linear_kernel

    n_items = vectors.shape[0]
    if not 1 <= k < n_items or block < 1:
        raise ValueError(
            f"top_k_in_blocks: k must be 1 to {n_items - 1} and block 1 or more, got k={k}, block={block}."
        )
    nearest, closeness = np.empty((n_items, k), dtype=np.int64), np.empty((n_items, k))
    for first in range(0, n_items, block):
        part = linear_kernel(vectors[first : first + block], vectors, dense_output=True)
        here = np.arange(len(part))
        part[here, first + here] = -np.inf
        least = np.partition(part, n_items - k, axis=1)[:, n_items - k].copy()  # a view would keep all of it
        for row, similarities in enumerate(part):
            # everything that ties with the k-th place stays in, so that the order of ties is ours and not partition's
            kept = np.nonzero(similarities >= least[row])[0]
            kept = kept[np.lexsort((kept, -similarities[kept]))[:k]]
            nearest[first + row], closeness[first + row] = kept, similarities[kept]
        del part, similarities  # or this block would still be there while the next one is made
    return nearest, closeness


def bytes_needed(n_items: int, k: int, block: int = 256) -> tuple[int, int]:
    """Bytes that the numbers take, counted and not measured: by way of the full table, and in blocks.

    The full table is n_items² similarities, and sorting them makes as many positions, 8 bytes each. In blocks there is
    one block of similarities, its partitioned copy, and the result: k positions and k similarities per item. The
    vectors themselves are the same for both and are not counted.
    """
    rows = min(block, n_items)
    return 2 * 8 * n_items**2, 2 * 8 * rows * n_items + 2 * 8 * k * n_items


def invented_vectors(n_items: int, terms_per_item: int = 40, n_terms: int = 20_000, seed: int = 0) -> csr_matrix:
    """Sparse unit rows that look like the TF-IDF of short texts: a few common words, very many rare ones.

    Parameters
    ----------
    n_items, terms_per_item, n_terms : int
        Rows, different words in each at the most, words in all.
    seed : int
        The same seed gives the same rows, and more items begin with the rows of fewer.
    """
    from scipy.sparse import csr_matrix
    from sklearn.preprocessing import normalize

    rng = np.random.default_rng(seed)
    share = 1 / np.arange(1, n_terms + 1)  # Zipf: the r-th most common word is r times rarer than the first
    words = np.searchsorted(np.cumsum(share) / share.sum(), rng.random((n_items, terms_per_item)))
    words = np.minimum(words, n_terms - 1)
    rows = np.repeat(np.arange(n_items), terms_per_item)
    counts = csr_matrix((np.ones(words.size), (rows, words.ravel())), shape=(n_items, n_terms))
    counts.sum_duplicates()
    rarity = 1 - np.log(share)  # stands in for the inverse document frequency
    counts.data *= rarity[counts.indices]
    return normalize(counts)
