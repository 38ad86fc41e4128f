def task(item):
    """작업 하나. 여기에 할 일을 적습니다."""
    return item * item


def run(items):
    """하나씩 순서대로 합니다."""
    return [task(item) for item in items]


if __name__ == "__main__":
    print(sum(run(range(100))))
