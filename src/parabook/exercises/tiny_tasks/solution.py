"""쿠폰 번호 수천 개를 프로세스 풀로 검사합니다."""

from multiprocessing import Pool

WORKERS = 2
CHUNK = 250


def is_valid(code):
    """번호 하나가 규칙에 맞는지"""
    return sum(map(int, str(code))) % 7 == 0


def run(codes):
    """규칙에 맞는 번호의 수"""
    with Pool(WORKERS) as pool:
        return sum(pool.imap(is_valid, codes, chunksize=CHUNK))


if __name__ == "__main__":
    print(run(range(10_000, 20_000)))
